using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using FsCheck;
using FsCheck.Fluent;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Actors.Ledger;

/// <summary>The rules by themselves: between which accounts money goes, and what a transfer does to two balances.</summary>
public sealed class LedgerDeciderTests
{
    private static readonly AccountId[] OfEachKind = [Alice, Provider, Stake, Card, AccountId.Treasury];

    private static readonly HashSet<string> Moves =
    [
        "Purchase External User", "Transfer User User", "Transfer User Provider", "Transfer Provider User", "Transfer Provider Provider",
        "StakeDeposit External Stake", "StakeDeposit Provider Stake", "StakeRelease Stake Provider", "StakeRelease Stake External",
        "Slash Stake Treasury", "Slash Stake User",
    ];

    private static readonly HashSet<string> Pends =
    [
        "Reservation User Provider", "Usage User Provider", "StakeRelease Stake Provider", "StakeRelease Stake External",
    ];

    private static readonly Arbitrary<long> Amounts = Gen.Choose(1, int.MaxValue).Select(amount => (long)amount).ToArbitrary();

    [Fact]
    public void MoneyGoesOnlyWhereItsPurposeAllows()
    {
        foreach (var code in Enum.GetValues<TransferCode>())
        {
            foreach (var from in OfEachKind)
            {
                foreach (var to in OfEachKind.Append(Bob).Append(AccountId.Provider(NodeId.Parse("node-2"))).Where(to => to != from))
                {
                    var name = $"{code} {from.Kind} {to.Kind}";
                    Assert.Equal(Moves.Contains(name), Allowed(new LedgerCommand.Move(code, from, to, new Usd(1))));
                    Assert.Equal(Pends.Contains(name), Allowed(new LedgerCommand.Pend(code, from, to, new Usd(1), null)));
                }
            }
        }
    }

    [Fact]
    public void NoTransferMakesOrLosesMoney() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Amounts, Amounts, (amount, more) =>
    {
        Balance debit = new(new Usd(amount + more), new Usd(amount + more), Usd.Zero);
        Balance credit = new(new Usd(more), Usd.Zero, new Usd(amount + more));
        return Enum.GetValues<TransferKind>().All(kind =>
        {
            var (payer, payee) = LedgerDecider.Evolve(Draft(kind, amount, amount + more), debit, credit);
            return payer.Posted + payee.Posted == debit.Posted + credit.Posted
                && payer.PendingOut - payee.PendingIn == debit.PendingOut - credit.PendingIn
                && payer.PendingIn == debit.PendingIn && payee.PendingOut == credit.PendingOut;
        });
    }));

    [Fact]
    public void PendingThenVoidingChangesNothing() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Amounts, amount =>
    {
        Balance one = new(new Usd(amount), default, default);
        var (debit, credit) = LedgerDecider.Evolve(Draft(TransferKind.Pend, amount, 0), one, default);
        return debit.Available == Usd.Zero && LedgerDecider.Evolve(Draft(TransferKind.Void, amount, amount), debit, credit) == (one, default);
    }));

    [Fact]
    public void PendingThenPostingAllIsMoving() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Amounts, amount =>
    {
        Balance one = new(new Usd(amount), default, default);
        var (debit, credit) = LedgerDecider.Evolve(Draft(TransferKind.Pend, amount, 0), one, default);
        return LedgerDecider.Evolve(Draft(TransferKind.Post, amount, amount), debit, credit) == LedgerDecider.Evolve(Draft(TransferKind.Move, amount, 0), one, default);
    }));

    [Fact]
    public void NamesOfKindsCodesAndRefusalsAreThereAndReadBack()
    {
        Assert.All(Enum.GetValues<TransferKind>(), kind =>
        {
            Assert.True(TransferTexts.TryParse(TransferTexts.Text(kind), out TransferKind read));
            Assert.Equal(kind, read);
        });
        Assert.All(Enum.GetValues<TransferCode>(), code =>
        {
            Assert.True(TransferTexts.TryParse(TransferTexts.Text(code), out TransferCode read));
            Assert.Equal(code, read);
        });
        var codes = Enum.GetValues<LedgerRefusal>().Skip(1).Select(LedgerRefusals.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.DoesNotContain("", codes);
        Assert.Equal("already_reversed", LedgerRefusals.Code(LedgerRefusal.AlreadyReversed));
        Assert.False(TransferTexts.TryParse("mint", out TransferCode _));
    }

    private static bool Allowed(LedgerCommand command)
    {
        LedgerDecision decision = LedgerDecider.Decide(new RichView(), command, T0);
        Assert.True(decision.Refusal is LedgerRefusal.None or LedgerRefusal.AccountNotAllowed, $"{command}: {decision.Refusal}");
        return decision.Draft is not null;
    }

    private static TransferDraft Draft(TransferKind kind, long amount, long held) => new()
    {
        Kind = kind,
        Code = TransferCode.Transfer,
        Debit = Alice,
        Credit = Bob,
        Amount = new Usd(amount),
        Held = new Usd(held),
    };

    /// <summary>A ledger in which everybody can pay.</summary>
    private sealed class RichView : ILedgerView
    {
        public AccountState Account(AccountId id) => new() { Id = id, Number = 1, OpenedAt = T0, Balance = Holding("100") };

        AccountState? ILedgerView.Account(AccountId id) => Account(id);

        public Transfer? Transfer(long seq) => null;

        public PendingState? Pending(long seq) => null;

        public long? ReversalOf(long seq) => null;

        public long? ByReference(AccountId rail, string reference) => null;
    }
}
