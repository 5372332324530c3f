using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>A settlement of more payments than one commit holds, cut short after each of its commits.</summary>
public sealed class SettleInPiecesTests
{
    private const int Users = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ASettlementCutShortIsTakenUpAndPaysEachOnce(int commits)
    {
        MemoryStore store = new();
        await using Market market = await Market.OpenAsync(store);
        await UsedAsync(market);
        Settler settler = new(store, market.Ledger, new UnsignedVerdicts(), market.Rules, market.Time) { TransfersAtOnce = 3 };
        int left = commits;
        store.BeforeAppend = _ => left-- > 0 ? ValueTask.CompletedTask : throw new IOException("The disk is away.");

        SettleOutcome first = await settler.SettleAsync(Market.Node, Market.Hour, null, "admin", CancellationToken.None);
        store.BeforeAppend = null;
        Assert.IsType<SettleOutcome.NotWritten>(first);

        // Whatever happens in between, a verdict that is written is carried out.
        Task<AbuseOutcome> reporting = market.Abuse.ReportAsync(Market.Node, Market.Hour, "spam", null, "launcher", CancellationToken.None).AsTask();
        await Until.TrueAsync(() =>
        {
            // A writer whose disk was away rests for a moment before it tries again.
            market.Time.Advance(TimeSpan.FromMilliseconds(50));
            return reporting.IsCompleted;
        });
        AbuseReport report = Assert.IsType<AbuseOutcome.Done>(await reporting).Report;
        StoredVerdict? written = await store.ReadVerdictAsync(Market.Node, Market.Hour, CancellationToken.None);
        await market.Abuse.DecideAsync(report.Id, true, "", "admin", CancellationToken.None);
        SettleOutcome.Judged judged = Assert.IsType<SettleOutcome.Judged>(
            await settler.SettleAsync(Market.Node, Market.Hour, null, "admin", CancellationToken.None));

        Verdict verdict = VerdictDocument.Read(judged.Stored.Document)!;
        Assert.Equal(written is null ? "fail" : "pass", verdict.Outcome);
        Assert.Equal(written is null ? "0.00" : "5.00", await market.EarnedAsync());
        for (int user = 0; user < Users; user++)
            Assert.Equal(written is null ? "1.00" : "0.50", await market.AvailableAsync(AccountId.Parse($"user-{user}")));
        Assert.Equal(written is null ? PeriodPhase.Failed : PeriodPhase.Settled, await market.PhaseAsync());
        Assert.Empty(await store.ReadDueAsync(DateTimeOffset.MaxValue, 10, CancellationToken.None));
    }

    private static async Task UsedAsync(Market market)
    {
        market.Offers[Market.Node.Value] = market.Offers[Market.Node.Value] with { Vcpus = Users };
        for (int user = 0; user < Users; user++)
            await market.BuyAsync(AccountId.Parse($"user-{user}"), "1");
        market.GoTo(Market.At(61));
        IReadOnlyList<UseOutcome> outcomes = await market.Desk.ReportAsync(
            [.. Enumerable.Range(0, Users).Select(user => new UsageOrder(Market.Node, AccountId.Parse($"user-{user}"), Market.Hour, new VcpuHours(1_000_000)))],
            "uptime",
            CancellationToken.None);
        Assert.All(outcomes, outcome => Assert.IsType<UseOutcome.Done>(outcome));
        await market.ServeAsync();
        market.GoTo(Market.At(65));
    }
}
