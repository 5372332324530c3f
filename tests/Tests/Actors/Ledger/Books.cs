using System.Text;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Tests.Actors.Ledger;

/// <summary>The accounts and entries of the ledger's tests.</summary>
internal static class Books
{
    public static readonly DateTimeOffset T0 = new(2026, 11, 22, 0, 30, 0, TimeSpan.Zero);
    public static readonly AccountId Alice = AccountId.Parse("alice");
    public static readonly AccountId Bob = AccountId.Parse("bob");
    public static readonly AccountId Card = AccountId.External("card");
    public static readonly NodeId Machine = NodeId.Parse("node-1");
    public static readonly AccountId Provider = AccountId.Provider(Machine);
    public static readonly AccountId Stake = AccountId.Stake(Machine);
    public static readonly Period Hour = Period.Parse("2026-11-22T01");

    public static LedgerRequest Request(string key, string body = "", string principal = "admin") =>
        LedgerRequest.Of(principal, IdempotencyKey.Parse(key), Encoding.UTF8.GetBytes(body));

    /// <summary>An entry of a client: the same key and commands are the same request.</summary>
    public static LedgerEntry Entry(string key, params LedgerCommand[] commands) =>
        LedgerEntry.Of(Request(key, string.Join('\n', commands.Select(command => command.ToString()))), "admin", commands);

    public static LedgerCommand Buy(AccountId user, string amount, string? reference = null) =>
        LedgerCommand.Purchase("card", user, Usd.Parse(amount), reference);

    public static LedgerCommand Pay(AccountId from, AccountId to, string amount) => LedgerCommand.Transfer(from, to, Usd.Parse(amount), "");

    public static LedgerCommand Reserve(string amount, DateTimeOffset? expiresAt = null) =>
        LedgerCommand.Reserve(Alice, Machine, Usd.Parse(amount), Hour, expiresAt);

    public static LedgerCommand Post(long pending, string amount) => new LedgerCommand.Post(pending, Usd.Parse(amount));

    public static Balance Holding(string posted, string pendingOut = "0", string pendingIn = "0") =>
        new(Signed(posted), Usd.Parse(pendingOut), Usd.Parse(pendingIn));

    private static Usd Signed(string amount) => amount[0] == '-' ? -Usd.Parse(amount[1..]) : Usd.Parse(amount);
}
