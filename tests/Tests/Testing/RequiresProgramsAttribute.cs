namespace EasyEnclave.Tests.Testing;

/// <summary>Names the programs that a contract's tests need in this class; see <see cref="ContractFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequiresProgramsAttribute(params string[] programs) : Attribute
{
    public string[] Programs { get; } = programs;
}
