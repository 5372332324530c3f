using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>A node that is paid, spends it and lowers its stake before the abuse comes out.</summary>
public sealed class StakeRecallTests
{
    private static readonly AccountId Stake = AccountId.Stake(Market.Node);

    [Theory]
    [InlineData(1, "done", "10.00", "3.50")]
    [InlineData(8, "short", "8.50", "0.00")]
    public async Task F15StakeOnItsWayBackIsCalledBackAndStakeThatWasPaidOutIsNot(int daysLater, string end, string refunded, string bonded)
    {
        MemoryStore store = new();
        await using Market market = await Market.OpenAsync(store);
        using SealingKey key = new(new byte[SealingKey.Length]);
        NodeDirectory directory = new();
        using NodeActions nodes = new(new NodeServices(directory, market.Ledger, store, key, NodeRules.Default, market.Time));
        await StakedAsync(nodes, "5", "k1");
        await market.BuyAsync(Market.Alice, "10");
        await market.ServeAsync();
        market.GoTo(Market.At(61));
        Assert.IsType<UseOutcome.Done>(await market.ReportAsync(Market.Alice, "3"));
        market.GoTo(Market.At(65));
        Assert.Equal("pass", (await market.VerdictAsync()).Outcome);
        Assert.IsType<LedgerOutcome.Committed>(await market.Ledger.WriteAsync(LedgerEntry.Of(
            LedgerRequest.Natural("spend", ""), "node", LedgerCommand.Transfer(AccountId.Provider(Market.Node), Market.Bob, Usd.Parse("1.50"), ""))));
        await StakedAsync(nodes, "0", "k2");
        Assert.Equal("5.00", (await market.BalanceAsync(Stake)).PendingOut.ToString());

        market.Time.Advance(TimeSpan.FromDays(daysLater));
        await nodes.ReleaseDueAsync(CancellationToken.None);
        AbuseReport report = Assert.IsType<AbuseOutcome.Done>(
            await market.Abuse.ReportAsync(Market.Node, Market.Hour, "spam", null, "launcher", CancellationToken.None)).Report;
        await market.Abuse.DecideAsync(report.Id, true, "", "admin", CancellationToken.None);
        Reversals reversals = new(store, store, market.Ledger, nodes);
        Assert.True(await reversals.RunAsync((await store.ReadAbuseAsync(report.Id, CancellationToken.None))!, "system", CancellationToken.None));

        Assert.Equal(end, (await store.ReadAbuseAsync(report.Id, CancellationToken.None))!.Reversal.ToString(), ignoreCase: true);
        Assert.Equal(refunded, await market.AvailableAsync(Market.Alice));
        Assert.Equal((bonded, "0.00"), (await market.AvailableAsync(Stake), (await market.BalanceAsync(Stake)).PendingOut.ToString()));
        Assert.Empty(directory.Find(Market.Node)!.State.Unbondings);
    }

    private static async Task StakedAsync(NodeActions nodes, string usd, string key) => Assert.IsType<NodeOutcome.Done>(await nodes.RegisterAsync(
        new NodeRegistration { Node = Market.Node, AllowUpdate = true, Stake = new FieldChange<Usd?>(true, Usd.Parse(usd)) },
        byNode: false,
        LedgerRequest.Of("admin", IdempotencyKey.Parse(key), []),
        "admin",
        (_, _) => [],
        CancellationToken.None));
}
