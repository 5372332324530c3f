using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Tests.Actors.Nodes;

/// <summary>What is decided of a node.</summary>
public sealed class NodeDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeId Node = NodeId.Parse("n1");

    [Fact]
    public void AnAnnouncedPriceHoldsFromItsDayAndOpenWorkKeepsItsOwn()
    {
        NodeState state = Registered(new NodeRegistration { Node = Node, Price = Say(Usd.Parse("1")) });
        state = Changed(state, asked => asked with { Price = Say(Usd.Parse("2")), PriceFrom = Now.AddDays(1) });
        Assert.Equal(Usd.Parse("1"), state.PriceAt(Now.AddDays(1).AddTicks(-1)));
        Assert.Equal(Usd.Parse("2"), state.PriceAt(Now.AddDays(1)));
        Assert.Equal(Usd.Parse("1"), state.PriceAt(Now.AddDays(-100)));

        // A later word takes the place of the announcement.
        state = Changed(state, asked => asked with { Price = Say(Usd.Parse("3")), PriceFrom = Now.AddHours(1) });
        Assert.Equal(Usd.Parse("3"), state.PriceAt(Now.AddDays(2)));
        Assert.Equal(Usd.Parse("1"), state.PriceAt(Now.AddHours(1).AddTicks(-1)));
        Assert.Null(state.PriceAfter(Now.AddHours(1)));
    }

    [Fact]
    public void NoNumberOfPriceChangesMovesAPriceIntoThePast()
    {
        NodeState state = Registered(new NodeRegistration { Node = Node, Price = Say(new Usd(1)) });
        NodeDecision decision = new() { State = state };
        for (int change = 2; decision.Refusal is null; change++)
        {
            Assert.True(change <= NodeDecider.PricesMax + 1);
            state = decision.State!;
            decision = NodeDecider.Register(
                state,
                default,
                new NodeRegistration { Node = Node, AllowUpdate = true, Price = Say(new Usd(change)) },
                Terms(Now.AddSeconds(change)));
        }

        Assert.Equal("too_many_prices", decision.Refusal.Code);
        Assert.Equal(new Usd(1), state.PriceAt(Now.AddDays(-1)));

        // After two months what is long over is dropped, and there is room again.
        NodeDecision later = NodeDecider.Register(
            state,
            default,
            new NodeRegistration { Node = Node, AllowUpdate = true, Price = Say(new Usd(7)) },
            Terms(Now.AddDays(63)));
        Assert.Equal(2, later.State!.Prices.Count);
    }

    [Fact]
    public void LoweringAStakeBeginsItsWayBack()
    {
        NodeDecision lowered = NodeDecider.Register(
            Registered(new NodeRegistration { Node = Node }),
            new NodeStake(Usd.Parse("100"), Usd.Zero),
            new NodeRegistration { Node = Node, AllowUpdate = true, Stake = Say(Usd.Parse("30")) },
            Terms(Now));
        LedgerCommand.Pend pend = Assert.IsType<LedgerCommand.Pend>(Assert.Single(lowered.Commands));
        Assert.Equal((Usd.Parse("70"), NodeDecider.StakeRail, null), (pend.Amount, pend.To, pend.ExpiresAt));
        Unbonding unbonding = Assert.Single(lowered.State!.Unbondings);
        Assert.Equal((Now.AddDays(7), Usd.Parse("70"), Command.Transfer(0)), (unbonding.DueAt, unbonding.Amount, unbonding.Id));
    }

    [Fact]
    public void ASlashCallsBackWhatIsOnItsWayTheLatestFirst()
    {
        NodeState state = Registered(new NodeRegistration { Node = Node }) with
        {
            Unbondings =
            [
                new Unbonding(new CommandId(1 << 16).Transfer(0), Usd.Parse("10"), NodeDecider.StakeRail, Now.AddDays(1)),
                new Unbonding(new CommandId(2 << 16).Transfer(0), Usd.Parse("20"), NodeDecider.StakeRail, Now.AddDays(2)),
            ],
        };
        NodeStake stake = new(Usd.Parse("5"), Usd.Parse("30"));

        NodeDecision slashed = NodeDecider.Slash(
            state, stake, SlashKind.Downtime, Usd.Parse("12"), "down", Terms(Now) with { SeqOf = id => (long)(id.Number >> 16) });
        Assert.Collection(
            slashed.Commands,
            command => Assert.Equal(2, Assert.IsType<LedgerCommand.Void>(command).Pending),
            command => Assert.Equal(Usd.Parse("12"), Assert.IsType<LedgerCommand.Move>(command).Amount),
            command => Assert.Equal(Usd.Parse("13"), Assert.IsType<LedgerCommand.Pend>(command).Amount));
        Assert.Equal(
            [(Usd.Parse("10"), Now.AddDays(1)), (Usd.Parse("13"), Now.AddDays(2))],
            slashed.State!.Unbondings.Select(item => (item.Amount, item.DueAt)));
        Assert.Equal(Command.Transfer(2), slashed.State.Unbondings[1].Id);

        NodeDecision all = NodeDecider.Slash(state, stake, SlashKind.Fraud, stake.Total, "cheated", Terms(Now));
        Assert.Empty(all.State!.Unbondings);
        Assert.Equal(3, all.Commands.Count);
    }

    [Theory]
    [InlineData("2026-11-22T10:00:00Z", "2026-11-22T12:00:00Z", "4.00")]
    [InlineData("2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", "2.00")]
    [InlineData("2026-11-22T11:30:00Z", "2026-11-22T13:00:00Z", "1.00")]
    [InlineData("2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", "0.00")]
    public void APostingCountsForItsPeriodEvenly(string from, string to, string share)
    {
        AccountId provider = AccountId.Provider(Node);
        Transfer post = new()
        {
            Seq = 1,
            Id = default,
            Kind = TransferKind.Post,
            Code = TransferCode.Usage,
            Debit = AccountId.Parse("alice"),
            Credit = provider,
            Amount = Usd.Parse("4"),
            Actor = "system",
            At = Now,
            Hash = default,
            Period = Period.Parse("20261122T1000Z--20261122T1200Z"),
        };
        DateTimeOffset begin = DateTimeOffset.Parse(from, null);
        DateTimeOffset end = DateTimeOffset.Parse(to, null);
        Assert.Equal(Usd.Parse(share), Revenue.Of(post, provider, begin, end));
        Transfer reversal = post with { Kind = TransferKind.Reverse, Debit = provider, Credit = AccountId.Parse("alice") };
        Assert.Equal(-Usd.Parse(share), Revenue.Of(reversal, provider, begin, end));
        Assert.Equal(Usd.Zero, Revenue.Of(post with { Kind = TransferKind.Pend }, provider, begin, end));
        Assert.Equal(Usd.Zero, Revenue.Of(post with { Code = TransferCode.Transfer }, provider, begin, end));
    }

    private static FieldChange<Usd?> Say(Usd? amount) => new(Given: true, amount);

    private static CommandId Command { get; } = CommandId.Derive("admin", "k");

    private static NodeTerms Terms(DateTimeOffset now) => new()
    {
        Now = now,
        Command = Command,
        UnbondDelay = TimeSpan.FromDays(7),
        SealedToken = new byte[] { 1 },
    };

    private static NodeState Registered(NodeRegistration asked) => NodeDecider.Register(null, default, asked, Terms(Now)).State!;

    private static NodeState Changed(NodeState state, Func<NodeRegistration, NodeRegistration> change) =>
        NodeDecider.Register(state, default, change(new NodeRegistration { Node = Node, AllowUpdate = true }), Terms(Now)).State!;
}
