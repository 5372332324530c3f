using System.Globalization;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Payments between users, each a command of its own with its own key.</summary>
internal static class LedgerLoad
{
    public const int Accounts = 1000;

    private static readonly AccountId[] Users =
        [.. Enumerable.Range(0, Accounts).Select(number => AccountId.Parse(string.Create(CultureInfo.InvariantCulture, $"user-{number}")))];

    public static LedgerEntry Funds(int first, int count) => LedgerEntry.Of(
        LedgerRequest.Natural($"funds-{first}", ""),
        "bench",
        [.. Users.Skip(first).Take(count).Select(user => LedgerCommand.Purchase("bench", user, Usd.Parse("1000000"), null))]);

    public static LedgerEntry Payment(string name, int number, bool hot)
    {
        // Multiples of a large prime: accounts and keys in no order, the same in every run.
        var draw = (int)((uint)number * 2_654_435_761u >> 1);
        var from = hot ? 0 : draw % Accounts;
        var to = (from + 1 + (draw / Accounts % (Accounts - 1))) % Accounts;
        var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        var wish = string.Create(CultureInfo.InvariantCulture, $"{from} {to} {1 + (draw % 1000)}");
        return LedgerEntry.Of(
            LedgerRequest.Of("bench", IdempotencyKey.Parse(key), System.Text.Encoding.UTF8.GetBytes(wish)),
            "bench",
            LedgerCommand.Transfer(Users[from], Users[to], new Usd(1 + (draw % 1000)), ""));
    }
}
