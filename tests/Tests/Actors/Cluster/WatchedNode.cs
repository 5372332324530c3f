using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>A node of a <see cref="WatchedCluster"/>.</summary>
/// <param name="name">Its name.</param>
/// <param name="phase">When it first beats, in milliseconds.</param>
/// <param name="latency">How long its calls take.</param>
internal sealed class WatchedNode(string name, int phase, int latency)
{
    public Guid Incarnation { get; } = new(phase, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)name[^1]]);

    public int Phase => phase;

    public int Latency => latency;

    /// <summary>When it ends without a word.</summary>
    public int Dies { get; init; } = int.MaxValue;

    /// <summary>From when to when it stands still.</summary>
    public (int From, int To)? Stopped { get; init; }

    public bool Live { get; set; } = true;

    public int Beats { get; set; }

    public MemberWatch Watch { get; set; } = new(name, new Guid(phase, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)name[^1]]));

    public MemberRow Row => new(
        name, Incarnation, Live ? MemberState.Active : MemberState.Dead, name + ":9000", "1.0.0", Beats, 0, 0, DateTimeOffset.UnixEpoch);
}
