using System.Text;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>What settles by itself.</summary>
public sealed class SettlementClockTests
{
    private static readonly NodeId Other = NodeId.Parse("node-2");

    [Theory]
    [InlineData("node-1")]
    [InlineData("node-2")]
    public async Task APeriodThatCannotBeSettledKeepsNoOtherFromIt(string poisoned)
    {
        MemoryStore store = new();
        await using Market market = await Market.OpenAsync(store);
        market.Offers[Other.Value] = market.Offers[Market.Node.Value];
        await market.BuyAsync(Market.Alice, "10");
        market.GoTo(Market.At(61));
        Assert.IsType<UseOutcome.Done>(await market.ReportAsync(Market.Alice, "1"));
        Assert.IsType<UseOutcome.Done>(await market.ReportAsync(Market.Alice, "1", node: Other));
        market.GoTo(Market.At(60).AddDays(2));
        Settler settler = new(store, market.Ledger, new Poison(poisoned), market.Rules, market.Time);

        await using SettlementClock clock = new(store, settler, market.Reversals, market.Time, NullLogger<SettlementClock>.Instance);

        NodeId sound = poisoned == Other.Value ? Market.Node : Other;
        await Until.TrueAsync(() =>
            store.ReadOverlappingAsync(sound, Market.Hour, CancellationToken.None).AsTask().GetAwaiter().GetResult()[0].Phase == PeriodPhase.Failed);
        Assert.Equal("9.50", await market.AvailableAsync(Market.Alice));
    }

    private sealed class Poison(string node) : IVerdictSigner
    {
        public string Sign(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload).Contains($"\"{node}\"", StringComparison.Ordinal)
            ? throw new InvalidOperationException("This one cannot be signed.")
            : new UnsignedVerdicts().Sign(payload);
    }
}
