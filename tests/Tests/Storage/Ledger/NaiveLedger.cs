using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>The ledger's rules once more, as simple as they can be said: a list of facts, and every balance added up from all of it.</summary>
internal sealed class NaiveLedger
{
    private readonly List<Fact> _facts = [];
    private readonly Dictionary<CommandId, (string Request, int First, int Count)> _done = [];

    public long Head => _facts.Count;

    public IEnumerable<AccountId> Accounts => _facts.SelectMany(fact => new[] { fact.From, fact.To }).Distinct();

    /// <summary>Applies an entry; answers as <see cref="LedgerModelTests"/> writes an outcome.</summary>
    public string Apply(LedgerEntry entry, DateTimeOffset now)
    {
        var request = Convert.ToHexString(entry.Request.Hash.Span);
        if (_done.TryGetValue(entry.Request.Id, out var known))
            return known.Request == request ? $"again {known.First}+{known.Count}" : "other request";
        var first = _facts.Count;
        foreach (var (command, place) in entry.Commands.Select((command, place) => (command, place)))
        {
            if (Try(command, now) is { } refusal)
            {
                _facts.RemoveRange(first, _facts.Count - first);
                return $"refused {refusal} {place}";
            }
        }

        _done.Add(entry.Request.Id, (request, first + 1, _facts.Count - first));
        return $"done {first + 1}+{_facts.Count - first}";
    }

    public void Expire(DateTimeOffset now)
    {
        foreach (var (fact, seq) in _facts.Select((fact, index) => (fact, seq: index + 1))
            .Where(pair => pair.fact.What == "pend" && pair.fact.Until <= now && !IsOver(pair.seq))
            .OrderBy(pair => pair.fact.Until)
            .ThenBy(pair => pair.seq)
            .ToList())
        {
            _facts.Add(new Fact("end", fact.From, fact.To, fact.Amount, seq, null, null));
        }
    }

    public decimal Posted(AccountId account) => _facts.Where(fact => fact.What is "move" or "post" or "back").Sum(fact => Share(fact, account));

    public decimal Out(AccountId account) => Open().Where(fact => fact.From == account).Sum(fact => fact.Amount);

    public decimal In(AccountId account) => Open().Where(fact => fact.To == account).Sum(fact => fact.Amount);

    private static decimal Share(Fact fact, AccountId account) => fact.To == account ? fact.Amount : fact.From == account ? -fact.Amount : 0;

    private IEnumerable<Fact> Open() => _facts.Where((fact, index) => fact.What == "pend" && !IsOver(index + 1));

    private bool IsOver(long seq) => _facts.Exists(fact => fact.What is "post" or "end" && fact.Subject == seq);

    private Fact? At(long seq) => seq >= 1 && seq <= _facts.Count ? _facts[(int)seq - 1] : null;

    private LedgerRefusal? Try(LedgerCommand command, DateTimeOffset now) => command switch
    {
        LedgerCommand.Move move when move.Reference is { } reference && _facts.Exists(fact => fact.Reference == reference && fact.From == move.From) =>
            LedgerRefusal.ReferenceUsed,
        LedgerCommand.Move move => Pay(new Fact("move", move.From, move.To, move.Amount.Micros, null, move.Reference, null)),
        LedgerCommand.Pend pend when pend.ExpiresAt <= now => LedgerRefusal.ExpiresInPast,
        LedgerCommand.Pend pend => Pay(new Fact("pend", pend.From, pend.To, pend.Amount.Micros, null, null, pend.ExpiresAt)),
        LedgerCommand.Post post => NotPending(post.Pending)
            ?? (post.Amount.Micros > At(post.Pending)!.Amount
                ? LedgerRefusal.AmountAbovePending
                : Add(At(post.Pending)! with { What = "post", Amount = post.Amount.Micros, Subject = post.Pending })),
        LedgerCommand.Void over => NotPending(over.Pending) ?? Add(At(over.Pending)! with { What = "end", Subject = over.Pending }),
        LedgerCommand.Reverse reverse => Reverse(reverse.Original),
        _ => throw new InvalidOperationException(command.ToString()),
    };

    private LedgerRefusal? NotPending(long seq) =>
        At(seq) is not { What: "pend" } ? LedgerRefusal.PendingNotFound : IsOver(seq) ? LedgerRefusal.PendingResolved : null;

    private LedgerRefusal? Reverse(long seq) => At(seq) switch
    {
        null => LedgerRefusal.TransferNotFound,
        { What: not ("move" or "post") } => LedgerRefusal.NotReversible,
        _ when _facts.Exists(fact => fact.What == "back" && fact.Subject == seq) => LedgerRefusal.AlreadyReversed,
        { } fact => Pay(new Fact("back", fact.To, fact.From, fact.Amount, seq, null, null)),
    };

    private LedgerRefusal? Pay(Fact fact)
    {
        if (fact.From == fact.To)
            return LedgerRefusal.SelfTransfer;
        return fact.From.Kind != AccountKind.External && Posted(fact.From) - Out(fact.From) < fact.Amount
            ? LedgerRefusal.InsufficientFunds
            : Add(fact);
    }

    private LedgerRefusal? Add(Fact fact)
    {
        _facts.Add(fact);
        return null;
    }

    private sealed record Fact(string What, AccountId From, AccountId To, decimal Amount, long? Subject, string? Reference, DateTimeOffset? Until);
}
