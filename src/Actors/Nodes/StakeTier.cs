namespace EasyEnclave.Actors.Nodes;

/// <summary>How reliable a node says it is; a downtime slash takes as much revenue as the tier says.</summary>
public enum StakeTier
{
    /// <summary>30 days of revenue are at stake.</summary>
    Premium,

    /// <summary>One day.</summary>
    Standard,

    /// <summary>One hour.</summary>
    Economy,
}
