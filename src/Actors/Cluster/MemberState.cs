namespace EasyEnclave.Actors.Cluster;

/// <summary>Where a node is in its life; only a live one writes.</summary>
public enum MemberState
{
    /// <summary>It takes agents and requests.</summary>
    Active,

    /// <summary>It sends its agents elsewhere and takes no new ones; what runs on it goes on, and it still writes.</summary>
    Draining,

    /// <summary>As draining, and its process ends by itself once it is empty.</summary>
    Leaving,

    /// <summary>It left, or its peers found it silent: it can write no more, and comes back only as a new incarnation.</summary>
    Dead,
}
