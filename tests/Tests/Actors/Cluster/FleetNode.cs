using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>A node of a <see cref="Fleet"/>.</summary>
internal sealed class FleetNode(Member member, LedgerWriter writer, LogLease lease, RecordedLogs logs) : IPeerProbe
{
    public Member Member => member;

    public LedgerWriter Writer => writer;

    public LogLease Lease => lease;

    public RecordedLogs Logs => logs;

    public SeatKeeper Seat { get; set; } = null!;

    public int Phase { get; init; }

    /// <summary>While true its loops stand still, as under SIGSTOP.</summary>
    public bool Stopped { get; set; }

    /// <summary>While true it does not answer even itself.</summary>
    public bool Busy { get; set; }

    /// <summary>The nodes it cannot reach.</summary>
    public HashSet<string> Unreachable { get; } = [];

    public ValueTask<bool> ReachesAsync(MemberRow peer, CancellationToken cancellationToken) => new(!Unreachable.Contains(peer.Node));

    public ValueTask<bool> AnswersAsync(MemberRow self, CancellationToken cancellationToken) => new(!Busy);
}
