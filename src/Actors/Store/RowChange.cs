using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Store;

/// <summary>One change to one row; an expectation that does not hold drops the whole entry it is in.</summary>
public abstract record RowChange
{
    private RowChange()
    {
    }

    /// <summary>Writes an agent's row where epoch and version are as expected; both 0 means that there is none yet.</summary>
    /// <param name="State">The row after the change; its epoch and version are the new ones.</param>
    /// <param name="ExpectedEpoch">The epoch the row must have.</param>
    /// <param name="ExpectedVersion">The version the row must have.</param>
    public sealed record PutAgent(AgentState State, long ExpectedEpoch, long ExpectedVersion) : RowChange
    {
        /// <summary>The quote of the attestation this change records, kept in place of the one before; null leaves that one.</summary>
        public ReadOnlyMemory<byte>? Quote { get; init; }
    }

    /// <summary>Writes an app's row where the version is as expected; 0 means that there is none yet.</summary>
    public sealed record PutApp(AppState State, long ExpectedVersion) : RowChange;

    /// <summary>Changes nothing: the entry holds only if the row still has this version; 0 means that there is none.</summary>
    public sealed record ExpectApp(AppName Name, long ExpectedVersion) : RowChange;

    /// <summary>Writes a registered node's row where the version is as expected; 0 means that there is none yet.</summary>
    public sealed record PutNode(NodeState State, long ExpectedVersion) : RowChange;

    /// <summary>Adds a ban, or replaces its reason.</summary>
    public sealed record PutBan(Ban Ban) : RowChange;

    /// <summary>Lifts a ban; a ban that is not there is fine.</summary>
    public sealed record RemoveBan(BanTarget Target) : RowChange;

    /// <summary>Opens a session: from this instant the agent was attested and connected here.</summary>
    public sealed record OpenSession(AgentId Agent, long Epoch, DateTimeOffset From) : RowChange
    {
        /// <summary>The registered node it speaks for; null for none.</summary>
        public NodeId? Node { get; init; }
    }

    /// <summary>Notes that the agent attested again in the session of that epoch.</summary>
    public sealed record RenewSession(AgentId Agent, long Epoch, DateTimeOffset AttestedAt) : RowChange
    {
        /// <summary>The node it speaks for, where none was known; null changes nothing.</summary>
        public NodeId? Node { get; init; }
    }

    /// <summary>Closes the session of that epoch if it is open, or where a newer tunnel closed it later than this.</summary>
    /// <remarks>One that is closed as <c>superseded</c> behind what its own incarnation came to cover is read as open, and covered to there.</remarks>
    public sealed record CloseSession(AgentId Agent, long Epoch, DateTimeOffset To, string Cause) : RowChange;

    /// <summary>Notes that from this instant something that should hold did not; open until closed or the session's end.</summary>
    /// <param name="Agent">Whose.</param>
    /// <param name="From">Since when.</param>
    /// <param name="Kind"><c>health_fail</c>, <c>health_timeout</c>, <c>health_miss</c>, <c>attestation_refused</c> or <c>attestation_late</c>.</param>
    /// <param name="Reason">More, for people.</param>
    public sealed record OpenException(AgentId Agent, DateTimeOffset From, string Kind, string Reason) : RowChange;

    /// <summary>Closes the agent's open exceptions of that kind.</summary>
    public sealed record CloseExceptions(AgentId Agent, string Kind, DateTimeOffset To) : RowChange;

    /// <summary>Keeps bytes under their SHA-256; bytes that are there already are left.</summary>
    public sealed record PutBlob(string Sha256, ReadOnlyMemory<byte> Bytes) : RowChange;

    /// <summary>Remembers a quote that may count once, for as long as told; drops the entry where it was seen before.</summary>
    /// <param name="Fingerprint">The quote's name.</param>
    /// <param name="Agent">Whose.</param>
    /// <param name="Until">Until when.</param>
    /// <param name="Now">Those that are remembered until before this instant are forgotten.</param>
    public sealed record AddSeenQuote(string Fingerprint, AgentId Agent, DateTimeOffset Until, DateTimeOffset Now) : RowChange;

    /// <summary>Sets a named value: marks against rollback, keys.</summary>
    public sealed record PutValue(string Key, ReadOnlyMemory<byte> Value) : RowChange;

    /// <summary>Changes nothing: the entry holds only if the registered node's row still has this version.</summary>
    public sealed record ExpectNode(NodeId Node, long ExpectedVersion) : RowChange;

    /// <summary>Opens a node's period, where no other of that node has an hour in common with it.</summary>
    public sealed record OpenPeriod(PeriodState State) : RowChange;

    /// <summary>Takes some of the work an open period can hold, where it is open and has room for it; nothing of it only asks whether it is open.</summary>
    public sealed record TakeHours(NodeId Node, Period Period, VcpuHours Hours) : RowChange;

    /// <summary>Moves a period on, where it is in the phase expected.</summary>
    public sealed record MovePeriod(NodeId Node, Period Period, PeriodPhase From, PeriodPhase To, DateTimeOffset? DueAt) : RowChange;

    /// <summary>Adds what an account locks of a period, where it has nothing there yet.</summary>
    public sealed record AddUsage(UsageRow Row) : RowChange;

    /// <summary>Notes what an account used of what it has locked, where nothing was noted yet.</summary>
    public sealed record ReportUsage(UsageRow Row) : RowChange;

    /// <summary>Adds a verdict, where the period has none of its kind yet: one that halts, and one that is final.</summary>
    /// <param name="Node">Whose.</param>
    /// <param name="Period">Of which period.</param>
    /// <param name="Final">Whether it is the last one.</param>
    /// <param name="Document">The signed document.</param>
    public sealed record AddVerdict(NodeId Node, Period Period, bool Final, string Document) : RowChange;

    /// <summary>Adds a report of abuse, where there is none of its id yet.</summary>
    public sealed record AddAbuse(AbuseReport Report) : RowChange;

    /// <summary>Writes what became of a report of abuse, where it was as expected.</summary>
    /// <param name="Report">The report after the change.</param>
    /// <param name="State">What was decided of it before.</param>
    /// <param name="Reversal">How far payments were taken back before.</param>
    public sealed record MoveAbuse(AbuseReport Report, AbuseState State, AbuseReversal Reversal) : RowChange;

    /// <summary>Adds to a count of refusals.</summary>
    public sealed record AddRefusals(DateTimeOffset Minute, string Reason, string Prefix, long Count) : RowChange;
}
