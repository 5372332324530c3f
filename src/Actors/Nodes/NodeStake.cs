using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>A node's stake.</summary>
/// <param name="Bonded">What is locked for good.</param>
/// <param name="Unbonding">What is on its way back, and still to be had by a slash.</param>
public readonly record struct NodeStake(Usd Bonded, Usd Unbonding)
{
    /// <summary>All that a slash can take.</summary>
    public Usd Total => Bonded + Unbonding;
}
