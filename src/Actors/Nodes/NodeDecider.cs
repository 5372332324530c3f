using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What registering, changing and slashing does to a node's row and money; pure.</summary>
public static class NodeDecider
{
    /// <summary>Parts of a stake that may be on their way back at a time.</summary>
    public const int UnbondingsMax = 16;

    /// <summary>Prices that are kept of a node.</summary>
    public const int PricesMax = 64;

    // Twice the longest period: nothing that can still open began earlier.
    private static readonly TimeSpan PricesKept = TimeSpan.FromDays(62);

    /// <summary>The rail that stakes are paid in and out by.</summary>
    public static AccountId StakeRail { get; } = AccountId.External("stake");

    /// <summary>Registers a node, or changes what is known of it.</summary>
    /// <param name="before">Its row; null when it is not there yet.</param>
    /// <param name="stake">Its stake.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="terms">By whom, when, and under which rules.</param>
    public static NodeDecision Register(NodeState? before, NodeStake stake, NodeRegistration asked, NodeTerms terms)
    {
        if (before is null && asked.IfVersion is not null)
        {
            return Refuse(ActionVerdict.Unknown, "unknown_node", "node_id");
        }

        if (before is not null && !asked.AllowUpdate && (!asked.RotateToken || asked.ChangesAnything))
        {
            return Refuse(ActionVerdict.Conflict, "node_exists", "node_id");
        }

        if (asked.IfVersion is { } wanted && wanted != before!.Version)
        {
            return Refuse(ActionVerdict.Conflict, "version_conflict", "If-Match");
        }

        if (asked.PriceFrom < terms.Now)
        {
            return Refuse(ActionVerdict.Refused, "price_in_past", "price_effective_at");
        }

        bool issues = before is null || asked.RotateToken;
        NodeState state = (before ?? New(asked.Node, terms)) with
        {
            Prices = asked.Price.Given ? Priced(before?.Prices ?? [], asked.Price.Value, asked.PriceFrom ?? terms.Now, terms.Now) : before?.Prices ?? [],
            Tier = asked.Tier.Or(before?.Tier),
            Vcpus = asked.Vcpus.Or(before?.Vcpus),
            MemoryMib = asked.MemoryMib.Or(before?.MemoryMib),
            TokenExpiresAt = asked.TokenExpiresAt.Or(issues ? null : before!.TokenExpiresAt),
            SealedToken = issues ? terms.SealedToken : before!.SealedToken,
            TokenIssuedAt = issues ? terms.Now : before!.TokenIssuedAt,
            UpdatedAt = terms.Now,
            Version = (before?.Version ?? 0) + 1,
        };
        if (state.Prices.Count > PricesMax)
        {
            return Refuse(ActionVerdict.Conflict, "too_many_prices", "price_usd_per_vcpu_hour");
        }

        List<NodeEvent> events = [];
        if (before is null || asked.ChangesAnything)
        {
            NodePrice? price = state.Prices.Count > 0 ? state.Prices[^1] : null;
            events.Add(new NodeEvent.Registered(
                state.Id, price?.PerVcpuHour, price?.From, state.Tier is { } tier ? StakeTiers.Text(tier) : null, state.Vcpus, state.MemoryMib,
                state.TokenExpiresAt));
        }

        if (issues)
        {
            events.Add(new NodeEvent.TokenIssued(state.Id));
        }

        NodeDecision decision = new() { State = state, Events = events };
        return asked.Stake.Given ? Staked(decision, stake, asked.Stake.Value ?? Usd.Zero, terms) : decision;
    }

    /// <summary>Takes stake of a node: what is bonded first, then what would have been on its way back the longest.</summary>
    /// <param name="before">Its row.</param>
    /// <param name="stake">Its stake.</param>
    /// <param name="kind">For what.</param>
    /// <param name="amount">How much, at most all there is.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="terms">By whom, when, and under which rules.</param>
    public static NodeDecision Slash(NodeState before, NodeStake stake, SlashKind kind, Usd amount, string reason, NodeTerms terms)
    {
        List<LedgerCommand> commands = [];
        List<Unbonding> unbondings = [.. before.Unbondings.OrderBy(item => item.DueAt)];
        Usd free = stake.Bonded;
        Unbonding? cut = null;
        while (free < amount && unbondings.Count > 0)
        {
            cut = unbondings[^1];
            unbondings.RemoveAt(unbondings.Count - 1);
            commands.Add(new LedgerCommand.Void(terms.SeqOf(cut.Id)) { Memo = reason });
            free += cut.Amount;
        }

        if (amount > Usd.Zero)
        {
            commands.Add(LedgerCommand.Slash(before.Id, AccountId.Treasury, amount, reason));
        }

        // What was called back and not taken goes on its way again, and is due when it was.
        if (cut is not null && free > amount)
        {
            Usd rest = free - amount;
            unbondings.Add(cut with { Id = terms.Command.Transfer(commands.Count), Amount = rest });
            commands.Add(LedgerCommand.Unbond(before.Id, cut.To, rest));
        }

        return new NodeDecision
        {
            State = before with { Unbondings = unbondings, UpdatedAt = terms.Now, Version = before.Version + 1 },
            Commands = commands,
            Events = [new NodeEvent.Slashed(before.Id, SlashKinds.Text(kind), amount, reason)],
        };
    }

    /// <summary>Calls back what is on its way, the latest first, until so much is bonded; that then stays bonded.</summary>
    public static NodeDecision Recall(NodeState before, NodeStake stake, Usd needed, string reason, NodeTerms terms)
    {
        List<LedgerCommand> commands = [];
        List<Unbonding> unbondings = [.. before.Unbondings.OrderBy(item => item.DueAt)];
        for (Usd bonded = stake.Bonded; bonded < needed && unbondings.Count > 0;)
        {
            Unbonding last = unbondings[^1];
            unbondings.RemoveAt(unbondings.Count - 1);
            commands.Add(new LedgerCommand.Void(terms.SeqOf(last.Id)) { Memo = reason });
            bonded += last.Amount;
        }

        return new NodeDecision
        {
            State = before with { Unbondings = unbondings, UpdatedAt = terms.Now, Version = before.Version + 1 },
            Commands = commands,
        };
    }

    /// <summary>Pays out a part of a stake whose day has come.</summary>
    public static NodeDecision Release(NodeState before, Unbonding due, NodeTerms terms) => new()
    {
        State = before with { Unbondings = [.. before.Unbondings.Where(item => item.Id != due.Id)], UpdatedAt = terms.Now, Version = before.Version + 1 },
        Commands = [new LedgerCommand.Post(terms.SeqOf(due.Id), due.Amount)],
    };

    private static NodeState New(NodeId node, NodeTerms terms) => new()
    {
        Id = node,
        SealedToken = terms.SealedToken,
        TokenIssuedAt = terms.Now,
        CreatedAt = terms.Now,
        UpdatedAt = terms.Now,
        Version = 0,
    };

    private static IReadOnlyList<NodePrice> Priced(IReadOnlyList<NodePrice> prices, Usd? price, DateTimeOffset from, DateTimeOffset now)
    {
        // An announcement takes the place of those that were to hold from then on.
        List<NodePrice> kept = [.. prices.Where(step => step.From < from)];
        if (kept.Count > 0 ? kept[^1].PerVcpuHour != price : price is not null)
        {
            kept.Add(new NodePrice(price, from));
        }

        // Dropped are only prices that ended so long ago that no period can ask for them: the first that is kept holds for all before it.
        while (kept.Count > 1 && kept[1].From <= now - PricesKept)
        {
            kept.RemoveAt(0);
        }

        return kept;
    }

    private static NodeDecision Staked(NodeDecision decision, NodeStake stake, Usd target, NodeTerms terms)
    {
        NodeState state = decision.State!;
        AccountId other = terms.ByNode ? AccountId.Provider(state.Id) : StakeRail;
        if (target > stake.Bonded)
        {
            return decision with { Commands = [LedgerCommand.DepositStake(state.Id, other, target - stake.Bonded)] };
        }

        if (target == stake.Bonded)
        {
            return decision;
        }

        if (state.Unbondings.Count == UnbondingsMax)
        {
            return Refuse(ActionVerdict.Conflict, "too_many_unbondings", "stake_amount_usd");
        }

        Usd back = stake.Bonded - target;
        Unbonding unbonding = new(terms.Command.Transfer(0), back, other, terms.Now + terms.UnbondDelay);
        return decision with
        {
            State = state with { Unbondings = [.. state.Unbondings, unbonding] },
            Commands = [LedgerCommand.Unbond(state.Id, other, back)],
        };
    }

    private static NodeDecision Refuse(ActionVerdict verdict, string code, string field) => new() { Refusal = new NodeRefusal(verdict, code, field) };
}
