using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage;
using EasyEnclave.Tests.Actors.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>Writers that pay in a circle without end, and print each key after its answer: in a process of its own, to be killed.</summary>
internal static class LedgerLoad
{
    public const int Users = 8;

    private const int Writers = 32;

    /// <summary>What every round begins with: money for all.</summary>
    public static LedgerEntry Funds => Books.Entry("funds", [.. Enumerable.Range(0, Users).Select(user => Books.Buy(User(user), "1000"))]);

    public static AccountId User(int number) => AccountId.Parse($"user-{number % Users}");

    /// <summary>The payment of a key, so that it can be sent again as it was.</summary>
    public static LedgerEntry Payment(string key)
    {
        var draw = key.Aggregate(17, static (sum, letter) => unchecked((sum * 31) + letter)) & int.MaxValue;
        return Books.Entry(key, LedgerCommand.Transfer(User(draw), User(draw + 1 + (draw / Users % (Users - 1))), new Usd(1 + (draw % 1000)), "load"));
    }

    public static async Task RunAsync(string address, string round)
    {
        await using var store = await StoreAddress.OpenAsync(address, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var lease = await store.JoinAsync(ILedgerStore.Log, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await using LedgerWriter writer = new(store, lease, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        await writer.WriteAsync(Funds);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => WriteAsync(writer, $"{round}-{number}")));
    }

    private static async Task WriteAsync(LedgerWriter writer, string name)
    {
        for (var n = 0; ; n++)
        {
            var key = $"{name}-{n}";
            if (await writer.WriteAsync(Payment(key)) is LedgerOutcome.Committed)
                await Console.Out.WriteLineAsync(key);
        }
    }
}
