using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>Registers, changes and slashes nodes: row, transfers and events in one commit of the ledger, then shown to the directory.</summary>
/// <remarks>One at a time, since each is decided on the row and stake that the one before left; they are few.</remarks>
public sealed partial class NodeActions(NodeServices services) : IDisposable
{
    private const int Attempts = 4;
    private const int PageRows = 1000;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Registers a node, or changes what is known of it.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="byNode">Whether the node itself asks.</param>
    /// <param name="request">By what the command is known again.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="answer">Makes the answer that is kept, from the row and stake after it.</param>
    /// <param name="cancellationToken">Gives up before anything is decided.</param>
    public Task<NodeOutcome> RegisterAsync(
        NodeRegistration asked,
        bool byNode,
        LedgerRequest request,
        string actor,
        Func<NodeState, NodeStake, byte[]> answer,
        CancellationToken cancellationToken) => InTurnAsync(
        asked.Node,
        request,
        async () =>
        {
            NodeState? before = services.Nodes.Find(asked.Node)?.State;
            if (before is null && await IsUserAsync(asked.Node, cancellationToken).ConfigureAwait(false))
            {
                return (Refused(ActionVerdict.Conflict, "account_exists", "node_id"), null, null);
            }

            string? token = before is null || asked.RotateToken ? NodeToken.New() : null;
            NodeTerms terms = Terms(request, token is null ? [] : NodeDirectory.Seal(services.Key, asked.Node, NodeToken.Hash(token))) with { ByNode = byNode };
            NodeStake stake = await StakeAsync(asked.Node, cancellationToken).ConfigureAwait(false);
            NodeDecision decision = NodeDecider.Register(before, stake, asked, terms);
            NodeStake after = new(asked.Stake.Given ? asked.Stake.Value ?? Usd.Zero : stake.Bonded, Sum(decision.State?.Unbondings));
            return (decision, token, decision.State is { } state ? answer(state, after) : null);
        },
        actor,
        cancellationToken);

    /// <summary>Takes stake of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kind">For what.</param>
    /// <param name="period">The period it is about; null for what was settled last.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="request">By what the command is known again.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="answer">Makes the answer that is kept, from the row and stake after it, and what was taken.</param>
    /// <param name="cancellationToken">Gives up before anything is decided.</param>
    public Task<NodeOutcome> SlashAsync(
        NodeId node,
        SlashKind kind,
        Period? period,
        string reason,
        LedgerRequest request,
        string actor,
        Func<NodeState, NodeStake, Usd, byte[]> answer,
        CancellationToken cancellationToken) => InTurnAsync(
        node,
        request,
        async () =>
        {
            if (services.Nodes.Find(node)?.State is not { } before)
            {
                return (Refused(ActionVerdict.Unknown, "unknown_node", "node"), null, null);
            }

            NodeStake stake = await StakeAsync(node, cancellationToken).ConfigureAwait(false);
            Usd amount = kind == SlashKind.Fraud ? stake.Total : await DowntimeAsync(before, stake, period, cancellationToken).ConfigureAwait(false);
            if (amount == Usd.Zero && kind == SlashKind.Downtime)
            {
                return (Refused(ActionVerdict.Refused, "nothing_to_slash", "kind"), null, null);
            }

            Dictionary<TransferId, long> seqs = await SeqsAsync(before.Unbondings, cancellationToken).ConfigureAwait(false);
            NodeDecision decision = NodeDecider.Slash(before, stake, kind, amount, reason, Terms(request, []) with { SeqOf = id => seqs[id] });
            Usd unbonding = Sum(decision.State!.Unbondings);
            return (decision, null, answer(decision.State, new NodeStake(stake.Total - amount - unbonding, unbonding), amount));
        },
        actor,
        cancellationToken);

    /// <summary>Pays out all parts of stakes whose day has come.</summary>
    /// <returns>How many were paid.</returns>
    public async Task<int> ReleaseDueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Time.GetUtcNow();
        int paid = 0;
        foreach (NodeEntry entry in services.Nodes.All.Where(entry => entry.State.NextDue <= now))
        {
            foreach (Unbonding due in entry.State.Unbondings.Where(item => item.DueAt <= now))
            {
                LedgerRequest request = LedgerRequest.Natural($"unbond/{due.Id}", "");
                NodeOutcome outcome = await InTurnAsync(
                    entry.State.Id, request, () => ReleaseAsync(entry.State.Id, due, request, cancellationToken), LedgerRequest.System, cancellationToken)
                    .ConfigureAwait(false);
                paid += outcome is NodeOutcome.Done ? 1 : 0;
            }
        }

        return paid;
    }

    /// <summary>A node's stake now.</summary>
    public async ValueTask<NodeStake> StakeAsync(NodeId node, CancellationToken cancellationToken)
    {
        Balance balance = (await services.Store.ReadAccountAsync(AccountId.Stake(node), cancellationToken).ConfigureAwait(false))?.Balance ?? default;
        return new NodeStake(balance.Available, balance.PendingOut);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private static NodeDecision Refused(ActionVerdict verdict, string code, string field) => new() { Refusal = new NodeRefusal(verdict, code, field) };

    private static Usd Sum(IReadOnlyList<Unbonding>? unbondings) =>
        (unbondings ?? []).Aggregate(Usd.Zero, static (sum, item) => sum + item.Amount);

    private NodeTerms Terms(LedgerRequest request, byte[] sealedToken) => new()
    {
        Now = Microsecond(services.Time.GetUtcNow()),
        Command = request.Id,
        UnbondDelay = services.Rules.UnbondDelay,
        SealedToken = sealedToken,
    };

    // Rows hold whole microseconds; what is told now must be what is read later.
    private static DateTimeOffset Microsecond(DateTimeOffset now) => now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));

    private async Task<(NodeDecision, string?, byte[]?)> ReleaseAsync(
        NodeId node, Unbonding due, LedgerRequest request, CancellationToken cancellationToken)
    {
        NodeState? state = services.Nodes.Find(node)?.State;
        if (state is null || !state.Unbondings.Any(item => item.Id == due.Id))
        {
            return (Refused(ActionVerdict.Unknown, "pending_not_found", "node"), null, null);
        }

        Dictionary<TransferId, long> seqs = await SeqsAsync([due], cancellationToken).ConfigureAwait(false);
        return (NodeDecider.Release(state, due, Terms(request, []) with { SeqOf = id => seqs[id] }), null, null);
    }

    private async Task<NodeOutcome> InTurnAsync(
        NodeId node,
        LedgerRequest request,
        Func<Task<(NodeDecision Decision, string? Token, byte[]? Answer)>> decide,
        string actor,
        CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Asked first: a decision on the row as it is now would not be that of the first time.
            if (await services.Store.ReadCommandAsync(request.Id, cancellationToken).ConfigureAwait(false) is { } known)
            {
                // It may have been written while nobody heard of it; then the directory has not heard either.
                await ReloadAsync(node, cancellationToken).ConfigureAwait(false);
                return known.Principal == request.Principal && known.RequestHash.Span.SequenceEqual(request.Hash.Span)
                    ? new NodeOutcome.Done(known.Note ?? ReadOnlyMemory<byte>.Empty, null, Replayed: true)
                    : new NodeOutcome.NotWritten(new LedgerOutcome.IdempotencyConflict());
            }

            for (int attempt = 0; ; attempt++)
            {
                (NodeDecision decision, string? token, byte[]? answer) = await decide().ConfigureAwait(false);
                if (decision.Refusal is { } refusal)
                {
                    return new NodeOutcome.Refused(refusal);
                }

                NodeState state = decision.State!;
                LedgerOutcome outcome = await services.Ledger.WriteAsync(Entry(request, actor, decision, answer)).ConfigureAwait(false);
                switch (outcome)
                {
                    case LedgerOutcome.Committed committed:
                        services.Nodes.Apply(state, services.Key);
                        return new NodeOutcome.Done(committed.Note ?? ReadOnlyMemory<byte>.Empty, token, committed.Replayed);
                    case LedgerOutcome.Conflict when attempt < Attempts:
                        await ReloadAsync(state.Id, cancellationToken).ConfigureAwait(false);
                        break;
                    default:
                        return new NodeOutcome.NotWritten(outcome);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private LedgerEntry Entry(LedgerRequest request, string actor, NodeDecision decision, byte[]? answer)
    {
        NodeState state = decision.State!;
        DateTimeOffset now = services.Time.GetUtcNow();
        return new LedgerEntry
        {
            Request = request,
            Actor = actor,
            Commands = decision.Commands,
            Changes = [new RowChange.PutNode(state, state.Version - 1)],
            Events = [.. decision.Events.Select(happened => new NewEvent(EntityName.Of(state.Id), state.Version, now, actor, happened))],
            Note = answer is null ? null : (ReadOnlyMemory<byte>?)answer,
        };
    }

    private async Task ReloadAsync(NodeId node, CancellationToken cancellationToken)
    {
        if (await services.Store.ReadNodeAsync(node, cancellationToken).ConfigureAwait(false) is { } row)
        {
            services.Nodes.Apply(row, services.Key);
        }
    }

    // A node's id names its provider account: money of a user of that name could never be reached again.
    private async ValueTask<bool> IsUserAsync(NodeId node, CancellationToken cancellationToken) =>
        AccountId.TryParseUser(node.Value, out AccountId user)
        && await services.Store.ReadAccountAsync(user, cancellationToken).ConfigureAwait(false) is not null;

    private async ValueTask<Dictionary<TransferId, long>> SeqsAsync(IReadOnlyList<Unbonding> unbondings, CancellationToken cancellationToken)
    {
        Dictionary<TransferId, long> seqs = [];
        foreach (Unbonding unbonding in unbondings)
        {
            CommandRow? command = await services.Store.ReadCommandAsync(unbonding.Id.Command, cancellationToken).ConfigureAwait(false);
            seqs[unbonding.Id] = command is null ? 0 : command.FirstSeq + unbonding.Id.Place;
        }

        return seqs;
    }

    /// <summary>As much revenue as the tier says, never more than the stake there is, nor than there was when the period opened.</summary>
    private async ValueTask<Usd> DowntimeAsync(NodeState node, NodeStake stake, Period? period, CancellationToken cancellationToken)
    {
        Usd most = stake.Total;
        if (period is { } about)
        {
            long opened = await services.Store.ReadSeqAtAsync(about.Start, cancellationToken).ConfigureAwait(false);
            Usd then = (await services.Store.ReadBalanceAsync(AccountId.Stake(node.Id), opened, cancellationToken).ConfigureAwait(false)).Posted;
            most = then < most ? then : most;
        }

        Usd revenue = await RevenueAsync(node, period, cancellationToken).ConfigureAwait(false);
        return revenue < most ? revenue : most;
    }

    private async ValueTask<Usd> RevenueAsync(NodeState node, Period? period, CancellationToken cancellationToken)
    {
        AccountId provider = AccountId.Provider(node.Id);
        TimeSpan window = StakeTiers.AtStake(node.Tier ?? StakeTier.Economy);
        DateTimeOffset? to = period?.End;
        Usd sum = Usd.Zero;
        long before = long.MaxValue;
        while (true)
        {
            IReadOnlyList<Transfer> page = await services.Store.ReadEntriesAsync(provider, before, PageRows, cancellationToken).ConfigureAwait(false);
            foreach (Transfer transfer in page)
            {
                to ??= transfer.Kind == TransferKind.Post ? transfer.Period?.End : null;

                // Whatever was settled before the span began belongs to periods that ended before it.
                if (to is { } end && transfer.At < end - window)
                {
                    return sum < Usd.Zero ? Usd.Zero : sum;
                }

                sum += to is { } last ? Revenue.Of(transfer, provider, last - window, last) : Usd.Zero;
            }

            if (page.Count < PageRows)
            {
                return sum < Usd.Zero ? Usd.Zero : sum;
            }

            before = page[^1].Seq;
        }
    }
}
