using System.Diagnostics.Metrics;

namespace EasyEnclave.Actors.Telemetry;

/// <summary>The only place in this project that makes instruments; docs/metrics.md lists them.</summary>
public static class Instruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "EasyEnclave.Actors";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "ee.refusals", "{refusal}", "What was refused, by the reason's first part");

    private static readonly Counter<long> Attestations = Meter.CreateCounter<long>(
        "ee.attestations", "{attestation}", "Attestations that were accepted and written, by what asked for them");

    private static readonly Counter<long> Reappraisals = Meter.CreateCounter<long>(
        "ee.reappraisals", "{reappraisal}", "Kept evidence that was judged again, by outcome: stands, renewed, refused, undecided");

    private static readonly Histogram<double> Verification = Meter.CreateHistogram<double>(
        "ee.verification.duration", "s", "CPU time's wall clock of one verification, without waiting and fetching");

    private static readonly UpDownCounter<long> Tunnels = Meter.CreateUpDownCounter<long>("ee.tunnels", "{tunnel}", "Open tunnels");

    private static readonly Gauge<double> Clock = Meter.CreateGauge<double>(
        "ee.clock.held", "s", "How far this machine's clock is behind what is known to have happened; 0 while it is right");

    /// <summary>Notes how far the clock is held ahead of the machine's.</summary>
    public static void ClockHeld(TimeSpan by) => Clock.Record(by.TotalSeconds);

    private static readonly Counter<long> Transfers = Meter.CreateCounter<long>(
        "ee.ledger.transfers", "{transfer}", "Transfers that were written, by what they do");

    private static readonly Histogram<double> LedgerCommit = Meter.CreateHistogram<double>(
        "ee.ledger.commit.duration", "s", "One commit of the ledger");

    private static readonly Gauge<long> ClusterNodes = Meter.CreateGauge<long>(
        "ee.cluster.nodes", "{node}", "Nodes of the cluster that are not dead, by state, as this node sees them");

    private static readonly Gauge<long> ClusterReaches = Meter.CreateGauge<long>(
        "ee.cluster.reaches", "{node}", "Live peers that answered this node when it asked them last");

    private static readonly Counter<long> ClusterReaped = Meter.CreateCounter<long>(
        "ee.cluster.reaped", "{node}", "Silent nodes that this node declared dead");

    private static readonly Counter<long> CheckpointsRefused = Meter.CreateCounter<long>(
        "ee.ledger.checkpoints.refused", "{checkpoint}", "Checkpoints of the ledger whose signature did not verify");

    private static readonly Gauge<double> StoreClock = Meter.CreateGauge<double>(
        "ee.clock.store_offset", "s", "How far this machine's clock is ahead of the store's; negative where it is behind");

    /// <summary>Counts a checkpoint that counts for nothing.</summary>
    public static void CheckpointRefused() => CheckpointsRefused.Add(1);

    /// <summary>Notes how far this machine's clock is ahead of the store's.</summary>
    public static void StoreClockSeen(TimeSpan offset) => StoreClock.Record(offset.TotalSeconds);

    /// <summary>Counts a node that was declared dead here.</summary>
    public static void NodeReaped() => ClusterReaped.Add(1);

    /// <summary>Notes who is there, and how many of them this node reaches.</summary>
    public static void ClusterSeen(Cluster.ClusterView view, int reaches)
    {
        ClusterReaches.Record(reaches);
        Count("active", Cluster.MemberState.Active);
        Count("draining", Cluster.MemberState.Draining);
        Count("leaving", Cluster.MemberState.Leaving);

        void Count(string name, Cluster.MemberState state) =>
            ClusterNodes.Record(view.Nodes.Count(row => row.State == state), new KeyValuePair<string, object?>("state", name));
    }

    private static readonly Gauge<double> FeedLag = Meter.CreateGauge<double>(
        "ee.feed.lag", "s", "How old what is shown of other nodes' writes is");

    private static readonly Counter<long> FeedFailures = Meter.CreateCounter<long>(
        "ee.feed.failures", "{read}", "Reads of other nodes' writes that failed");

    private static readonly Counter<long> FeedDifferences = Meter.CreateCounter<long>(
        "ee.feed.differences", "{row}", "Rows that the read model had missed: a fault of this program");

    private static readonly Gauge<long> Withheld = Meter.CreateGauge<long>(
        "ee.store.withheld", "1", "1 while sealed networks are not served because the store does not answer");

    /// <summary>Notes a read of the feed that went through, and how old what it shows is.</summary>
    public static void FeedRead(TimeSpan lag) => FeedLag.Record(lag.TotalSeconds);

    /// <summary>Counts a read of the feed that failed.</summary>
    public static void FeedFailed(TimeSpan lag)
    {
        FeedFailures.Add(1);
        FeedLag.Record(lag.TotalSeconds);
    }

    /// <summary>Counts rows that the feed had missed.</summary>
    public static void FeedDiffers(int rows) => FeedDifferences.Add(rows);

    private static readonly Gauge<double> Silence = Meter.CreateGauge<double>(
        "ee.store.silence", "s", "For how long the store has taken nothing, though it was asked");

    private static readonly Histogram<double> StoreCommit = Meter.CreateHistogram<double>(
        "ee.store.commit.duration", "s", "One commit of this node's log");

    private static readonly Gauge<long> Frozen = Meter.CreateGauge<long>(
        "ee.ledger.frozen", "1", "1 while the ledger is frozen on this node, since a rule of its own does not hold");

    /// <summary>Notes for how long the store has taken nothing.</summary>
    public static void StoreSilent(TimeSpan since) => Silence.Record(since.TotalSeconds);

    /// <summary>Notes how long a commit of this node's log took.</summary>
    public static void StoreCommitted(TimeSpan took) => StoreCommit.Record(took.TotalSeconds);

    /// <summary>Notes that the ledger is frozen.</summary>
    public static void LedgerFrozen() => Frozen.Record(1);

    /// <summary>Notes whether sealed networks are not served because the store does not answer.</summary>
    public static void SealedWithheld(bool withheld) => Withheld.Record(withheld ? 1 : 0);

    /// <summary>Counts a refusal.</summary>
    public static void Refused(string reason)
    {
        int colon = reason.IndexOf(':', StringComparison.Ordinal);
        Refusals.Add(1, new KeyValuePair<string, object?>("reason", colon < 0 ? reason : reason[..colon]));
    }

    /// <summary>Counts an accepted attestation.</summary>
    public static void Attested(string cause) => Attestations.Add(1, new KeyValuePair<string, object?>("cause", cause));

    /// <summary>Counts evidence that was judged again.</summary>
    public static void Reappraised(string outcome) => Reappraisals.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Notes how long a verification took.</summary>
    public static void Verified(TimeSpan took) => Verification.Record(took.TotalSeconds);

    /// <summary>Counts tunnels that open (1) and end (-1).</summary>
    public static void TunnelOpened(int change) => Tunnels.Add(change);

    /// <summary>Notes a commit of the ledger.</summary>
    public static void LedgerCommitted(IEnumerable<Ledger.LedgerOutcome> outcomes, int expired, TimeSpan took)
    {
        LedgerCommit.Record(took.TotalSeconds);
        if (!Transfers.Enabled)
        {
            return;
        }

        Transfers.Add(expired, new KeyValuePair<string, object?>("kind", Ledger.TransferTexts.Text(Ledger.TransferKind.Expire)));
        foreach (Ledger.Transfer transfer in outcomes.OfType<Ledger.LedgerOutcome.Committed>().Where(done => !done.Replayed).SelectMany(done => done.Transfers))
        {
            Transfers.Add(1, new KeyValuePair<string, object?>("kind", Ledger.TransferTexts.Text(transfer.Kind)));
        }
    }
}
