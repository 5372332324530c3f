using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Takes reservations and reports of usage: locks the credits, takes the capacity and notes both in one commit.</summary>
/// <remarks>A period that another caller opens or closes meanwhile shows as a conflict; then it is decided again on the present rows.</remarks>
public sealed class UsageDesk(
    ISettlementStore store, ILedgerStore journal, LedgerWriter ledger, INodeOffers nodes, SettlementRules rules, TimeProvider time)
{
    // Each round sees at least one thing that was in its way done: the period opened, hours taken, or the period closed.
    private const int Rounds = 16;

    /// <summary>Locks credits before the work.</summary>
    /// <param name="order">What for.</param>
    /// <param name="request">The caller's command.</param>
    /// <param name="actor">The caller, for the audit.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    public async ValueTask<UseOutcome> ReserveAsync(ReserveOrder order, LedgerRequest request, string actor, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            (LedgerEntry? entry, UseOutcome? outcome) = await PrepareAsync(order, request, actor, cancellationToken).ConfigureAwait(false);
            if (entry is null)
            {
                return outcome!;
            }

            LedgerOutcome written = await ledger.WriteAsync(entry).ConfigureAwait(false);
            if (written is not LedgerOutcome.Conflict)
            {
                return Outcome(request, written);
            }
        }

        return new UseOutcome.NotWritten(new LedgerOutcome.Unavailable());
    }

    /// <summary>Notes work that was done, each by itself.</summary>
    /// <param name="orders">At most <see cref="Limits.BulkCommands"/>.</param>
    /// <param name="actor">The caller, for the audit.</param>
    /// <param name="cancellationToken">Gives up before they are written.</param>
    /// <returns>An outcome for each, in order.</returns>
    public async ValueTask<IReadOnlyList<UseOutcome>> ReportAsync(
        IReadOnlyList<UsageOrder> orders, string actor, CancellationToken cancellationToken)
    {
        UseOutcome[] outcomes = new UseOutcome[orders.Count];
        List<int> left = [.. Enumerable.Range(0, orders.Count)];
        for (int round = 0; round < Rounds && left.Count > 0; round++)
        {
            Offers offers = new(store, nodes);
            List<(int Index, LedgerEntry Entry)> entries = [];
            HashSet<(NodeId, Period)> opening = [];
            List<int> later = [];
            foreach (int index in left)
            {
                (LedgerEntry? entry, UseOutcome? outcome) = await PrepareAsync(orders[index], offers, actor, cancellationToken).ConfigureAwait(false);
                if (entry is null)
                {
                    outcomes[index] = outcome!;
                }
                else if (entry.Changes.Any(change => change is RowChange.OpenPeriod) && !opening.Add((orders[index].Node, orders[index].Period)))
                {
                    later.Add(index);
                }
                else
                {
                    entries.Add((index, entry));
                }
            }

            IReadOnlyList<LedgerOutcome> written = await ledger.WriteAllAsync([.. entries.Select(pair => pair.Entry)]).ConfigureAwait(false);
            foreach (((int index, LedgerEntry entry), LedgerOutcome outcome) in entries.Zip(written))
            {
                outcomes[index] = Outcome(entry.Request, outcome);
                if (outcome is LedgerOutcome.Conflict)
                {
                    later.Add(index);
                }
            }

            left = later;
        }

        left.ForEach(index => outcomes[index] = new UseOutcome.NotWritten(new LedgerOutcome.Unavailable()));
        return outcomes;
    }

    /// <summary>The command of a usage: node, account and period make it the same one whoever sends it.</summary>
    public static LedgerRequest Request(UsageOrder order) =>
        LedgerRequest.Natural($"usage/{order.Node.Value}/{order.Period}/{order.Account.Value}", order.Hours.ToString());

    private static UseOutcome Outcome(LedgerRequest request, LedgerOutcome outcome) => outcome is LedgerOutcome.Committed done
        ? UseNote.Read(request.Id, done.Note, done.Replayed)
        : new UseOutcome.NotWritten(outcome);

    private async ValueTask<(LedgerEntry? Entry, UseOutcome? Outcome)> PrepareAsync(
        ReserveOrder order, LedgerRequest request, string actor, CancellationToken cancellationToken)
    {
        if (await KnownAsync(request, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return (null, known);
        }

        Offers offers = new(store, nodes);
        DateTimeOffset now = time.GetUtcNow();
        VcpuHours hours = VcpuHours.Of(order.Vcpus, order.Period);
        (PeriodTerms? terms, NodeOffer? offer, UseRefusal? refusal) = await offers.TermsAsync(order.Node, order.Period, cancellationToken).ConfigureAwait(false);
        if (refusal is { } forbidden)
        {
            return Refuse(forbidden);
        }

        PeriodDecision period = PeriodDecider.Reserve(
            await offers.PeriodsAsync(order.Node, order.Period, cancellationToken).ConfigureAwait(false), order.Node, order.Period, terms!, hours, now, rules);
        if (period.State is not { } state)
        {
            return Refuse(Refusal(period.Refusal));
        }

        if (await store.ReadUsageAsync(order.Node, order.Period, order.Account, cancellationToken).ConfigureAwait(false) is not null)
        {
            return Refuse(UseRefusal.ReservationExists);
        }

        UsageRow row = new()
        {
            Node = order.Node,
            Period = order.Period,
            Account = order.Account,
            Lock = null,
            Locked = default,
            LockedHours = hours,
            Actor = actor,
            At = now,
        };
        return Entry(request, actor, state, period.Opens ? offer!.Expectation : null, period.Opens, row, hours, TransferCode.Reservation);
    }

    private async ValueTask<(LedgerEntry? Entry, UseOutcome? Outcome)> PrepareAsync(
        UsageOrder order, Offers offers, string actor, CancellationToken cancellationToken)
    {
        LedgerRequest request = Request(order);
        if (await KnownAsync(request, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return (null, known);
        }

        LockedUsage? locked = await store.ReadUsageAsync(order.Node, order.Period, order.Account, cancellationToken).ConfigureAwait(false);
        (PeriodTerms? terms, NodeOffer? offer, UseRefusal? refusal) = await offers.TermsAsync(order.Node, order.Period, cancellationToken).ConfigureAwait(false);
        if (refusal is { } forbidden && locked is null)
        {
            return Refuse(forbidden);
        }

        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<PeriodState> periods = await offers.PeriodsAsync(order.Node, order.Period, cancellationToken).ConfigureAwait(false);

        // What a reservation covers takes no more capacity, and what the node offers by now does not matter to it.
        PeriodDecision period = PeriodDecider.Report(
            periods, order.Node, order.Period, terms ?? periods[0].Terms, locked is null ? order.Hours : default, now, rules);
        if (period.State is not { } state)
        {
            return Refuse(Refusal(period.Refusal));
        }

        if (locked is null)
        {
            if (rules.RequiresReservation)
            {
                return Refuse(UseRefusal.ReservationRequired);
            }

            UsageRow fresh = new()
            {
                Node = order.Node,
                Period = order.Period,
                Account = order.Account,
                Lock = null,
                Locked = default,
                LockedHours = order.Hours,
                Hours = order.Hours,
                Actor = actor,
                At = now,
            };
            return Entry(request, actor, state, period.Opens ? offer!.Expectation : null, period.Opens, fresh, order.Hours, TransferCode.Usage);
        }

        if (order.Hours.Millionths > locked.Row.LockedHours.Millionths)
        {
            return Refuse(UseRefusal.AboveReservation);
        }

        UsageRow used = locked.Row with { Hours = order.Hours, Amount = order.Hours.At(state.Terms.Price) ?? locked.Row.Locked, Actor = actor, At = now };
        return (new LedgerEntry
        {
            Request = request,
            Actor = actor,
            Commands = [],
            Changes = [new RowChange.TakeHours(order.Node, order.Period, default), new RowChange.ReportUsage(used)],
            Note = UseNote.Write(used.Lock, used.Amount),
        }, null);
    }

    private (LedgerEntry? Entry, UseOutcome? Outcome) Entry(
        LedgerRequest request, string actor, PeriodState state, RowChange? expectation, bool opens, UsageRow row, VcpuHours hours, TransferCode code)
    {
        if (row.Account.Kind != AccountKind.User)
        {
            return Refuse(UseRefusal.SelfBilling);
        }

        if (hours.At(state.Terms.Price) is not { } amount)
        {
            return Refuse(UseRefusal.AmountTooLarge);
        }

        CommandId? @lock = amount > Usd.Zero ? request.Id : null;
        row = row with { Lock = @lock, Locked = amount, Amount = row.Hours is null ? default : amount };
        List<RowChange> changes = [];
        if (expectation is not null)
        {
            changes.Add(expectation);
        }

        if (opens)
        {
            changes.Add(new RowChange.OpenPeriod(state));
        }

        changes.Add(new RowChange.TakeHours(state.Node, state.Period, hours));
        changes.Add(new RowChange.AddUsage(row));
        LedgerCommand pend = new LedgerCommand.Pend(code, row.Account, AccountId.Provider(row.Node), amount, rules.ExpiresAt(state.Period)) { Period = state.Period };
        return (new LedgerEntry
        {
            Request = request,
            Actor = actor,
            Commands = @lock is null ? [] : [pend],
            Changes = changes,
            Note = UseNote.Write(@lock, amount),
        }, null);
    }

    /// <summary>The answer of a command that was written before, whatever has become of its period; null when there is none.</summary>
    private async ValueTask<UseOutcome?> KnownAsync(LedgerRequest request, CancellationToken cancellationToken)
    {
        if (await journal.ReadCommandAsync(request.Id, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        return row.Principal == request.Principal && row.RequestHash.Span.SequenceEqual(request.Hash.Span)
            ? UseNote.Read(request.Id, row.Note, replayed: true)
            : new UseOutcome.NotWritten(new LedgerOutcome.IdempotencyConflict());
    }

    private static (LedgerEntry? Entry, UseOutcome? Outcome) Refuse(UseRefusal refusal) => (null, new UseOutcome.Refused(refusal));

    private static UseRefusal Refusal(PeriodRefusal refusal) => refusal switch
    {
        PeriodRefusal.Overlap => UseRefusal.PeriodOverlap,
        PeriodRefusal.Closed => UseRefusal.PeriodClosed,
        PeriodRefusal.NotStarted => UseRefusal.PeriodNotStarted,
        PeriodRefusal.TooFarAhead => UseRefusal.PeriodTooFarAhead,
        PeriodRefusal.Over => UseRefusal.PeriodOver,
        _ => UseRefusal.AboveCapacity,
    };
}
