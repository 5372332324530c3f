using System.Security.Cryptography;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Takes reports of abuse and decides them, once each; a report names its span, and an authorized one fails the periods it touches.</summary>
public sealed class AbuseDesk(ISettlementStore store, LedgerWriter ledger, INodeOffers nodes, TimeProvider time)
{
    /// <summary>Takes a report.</summary>
    /// <param name="node">About which node.</param>
    /// <param name="period">When it was; null for the hour of arrival.</param>
    /// <param name="reason">What happened.</param>
    /// <param name="reportedBy">A remark on who saw it.</param>
    /// <param name="reporter">Whose credential brought it.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    public async ValueTask<AbuseOutcome> ReportAsync(
        NodeId node, Period? period, string reason, string? reportedBy, string reporter, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await nodes.FindAsync(node, now, cancellationToken).ConfigureAwait(false) is null)
        {
            return new AbuseOutcome.NodeNotFound();
        }

        if (period is { } named && named.Start > now)
        {
            return new AbuseOutcome.NotStarted();
        }

        AbuseReport report = new()
        {
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            Node = node,
            Period = period ?? HourOf(now),
            Reason = reason,
            ReportedBy = reportedBy,
            Reporter = reporter,
            At = now,
        };
        LedgerOutcome written = await ledger.WriteAsync(
            Entry($"abuse/{report.Id}", reporter, new RowChange.AddAbuse(report))).ConfigureAwait(false);
        return written is LedgerOutcome.Committed ? new AbuseOutcome.Done(report) : new AbuseOutcome.NotWritten(written);
    }

    /// <summary>Decides a report; the first decision stands, and the same again is the same answer.</summary>
    /// <param name="id">Which.</param>
    /// <param name="authorize">Whether it holds.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="actor">Who decides, by their credential.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    public async ValueTask<AbuseOutcome> DecideAsync(string id, bool authorize, string reason, string actor, CancellationToken cancellationToken)
    {
        AbuseState wanted = authorize ? AbuseState.Authorized : AbuseState.Denied;
        if (await store.ReadAbuseAsync(id, cancellationToken).ConfigureAwait(false) is not { } report)
        {
            return new AbuseOutcome.ReportNotFound();
        }

        if (report.State == AbuseState.Pending)
        {
            AbuseReport decided = report with
            {
                State = wanted,
                DecidedAt = time.GetUtcNow(),
                DecidedBy = actor,
                DecisionReason = reason,
                Reversal = authorize ? AbuseReversal.Due : AbuseReversal.None,
            };
            LedgerOutcome written = await ledger.WriteAsync(Entry(
                $"abuse-decision/{id}", actor, new RowChange.MoveAbuse(decided, AbuseState.Pending, AbuseReversal.None))).ConfigureAwait(false);
            if (written is not (LedgerOutcome.Committed or LedgerOutcome.Conflict))
            {
                return new AbuseOutcome.NotWritten(written);
            }

            // The row is the answer: another one may have been faster.
            report = await store.ReadAbuseAsync(id, cancellationToken).ConfigureAwait(false) ?? decided;
        }

        return report.State == wanted ? new AbuseOutcome.Done(report) : new AbuseOutcome.AlreadyDecided(report);
    }

    private static LedgerEntry Entry(string key, string actor, RowChange change) => new()
    {
        Request = LedgerRequest.Natural(key, ""),
        Actor = actor,
        Commands = [],
        Changes = [change],
    };

    private static Period HourOf(DateTimeOffset now)
    {
        DateTimeOffset start = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        return Period.TryCreate(start, start.AddHours(1), out Period hour) ? hour : throw new InvalidOperationException("An hour is no period.");
    }
}
