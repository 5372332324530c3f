namespace EasyEnclave.Protocol.Ids;

/// <summary>Whose money an account holds.</summary>
public enum AccountKind
{
    /// <summary>A user's prepaid credits.</summary>
    User,

    /// <summary>What a node earned: <c>provider:{node}</c>.</summary>
    Provider,

    /// <summary>What a node has locked as its stake: <c>stake:{node}</c>.</summary>
    Stake,

    /// <summary>The world outside that credits come from, one a rail: <c>external:{rail}</c>. It alone may go below zero.</summary>
    External,

    /// <summary>What was slashed: <c>treasury:</c>.</summary>
    Treasury,
}
