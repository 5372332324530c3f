namespace EasyEnclave.Actors.Cluster;

/// <summary>The times of membership. A silent node is taken over after <see cref="SilentFor"/> and two polls at most.</summary>
public static class MemberRules
{
    /// <summary>How often a node says that it lives.</summary>
    public static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often a node looks who lives.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a node asks its peers directly.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a peer's beat stands still before the peer is declared dead.</summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(5);

    /// <summary>How far apart two of one's own beats may be to prove that the store took beats in between.</summary>
    public static readonly TimeSpan BeatGap = TimeSpan.FromSeconds(2);

    /// <summary>How long a node reaches nobody before it sets itself aside, and somebody again before it comes back.</summary>
    public static readonly TimeSpan CutOffFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a peer may take to answer.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long a call to the store may take before it counts as failed.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);
}
