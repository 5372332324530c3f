namespace EasyEnclave.Agent.Options;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="Variable">The variable as the operator writes it.</param>
/// <param name="Remedy">What is wrong and what would be right.</param>
public sealed record OptionFault(string Variable, string Remedy)
{
    /// <inheritdoc />
    public override string ToString() => $"{Variable}: {Remedy}";
}
