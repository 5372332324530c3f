namespace EasyEnclave.Actors.Nodes;

/// <summary>For what stake is taken.</summary>
public enum SlashKind
{
    /// <summary>It did not serve: as much revenue as its tier says.</summary>
    Downtime,

    /// <summary>It cheated: all of it, and a ban.</summary>
    Fraud,
}
