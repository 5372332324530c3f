namespace EasyEnclave.Actors.Nodes;

/// <summary>The rules of nodes that an operator sets.</summary>
/// <param name="UnbondDelay">How long stake is on its way back (<c>EE_UNBOND_DELAY_SEC</c>).</param>
public sealed record NodeRules(TimeSpan UnbondDelay)
{
    /// <summary>A week.</summary>
    public static NodeRules Default { get; } = new(TimeSpan.FromDays(7));
}
