using System.Buffers.Binary;
using System.Collections.Immutable;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>An account as a row.</summary>
internal static class AccountRow
{
    public const string Insert = """
        INSERT INTO account(no, posted, pending_out, pending_in, entries, trail, name, kind, minimum, opened_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    public const string Update = "UPDATE account SET posted = ?2, pending_out = ?3, pending_in = ?4, entries = ?5, trail = ?6 WHERE no = ?1";

    /// <summary>Selects what <see cref="Read"/> reads; a WHERE and an order may follow.</summary>
    public const string Select = "SELECT no, name, posted, pending_out, pending_in, entries, trail, opened_at FROM account";

    public static void WriteNew(Statement insert, AccountState account)
    {
        BindBalance(insert, account);
        insert.Bind(7, account.Id.Value)
            .Bind(8, KindText(account.Id.Kind))
            .Bind(9, account.Minimum?.Micros)
            .Bind(10, Microseconds.Of(account.OpenedAt))
            .Add();
    }

    public static void Write(Statement update, AccountState account)
    {
        BindBalance(update, account);
        if (!update.Amends())
            throw new LedgerViolationException(new(LedgerInvariant.ProjectionsAreTheFold, $"Account {account.Id} has no row.", null, account.Id));
    }

    public static AccountState Read(Statement row) => new()
    {
        Number = row.Number(0),
        Id = AccountId.Parse(row.Text(1)),
        Balance = new Balance(new Usd(row.Number(2)), new Usd(row.Number(3)), new Usd(row.Number(4))),
        Trail = new AccountTrail(row.Number(5), ReadTrail(row.Bytes(6))),
        OpenedAt = row.Instant(7),
    };

    public static string KindText(AccountKind kind) => kind switch
    {
        AccountKind.User => "user",
        AccountKind.Provider => "provider",
        AccountKind.Stake => "stake",
        AccountKind.External => "external",
        _ => "treasury",
    };

    private static void BindBalance(Statement statement, AccountState account)
    {
        Span<byte> trail = stackalloc byte[64 * sizeof(long)];
        var length = 0;
        foreach (var seq in account.Trail.Seqs)
        {
            BinaryPrimitives.WriteInt64BigEndian(trail[length..], seq);
            length += sizeof(long);
        }

        statement.Bind(1, account.Number)
            .Bind(2, account.Balance.Posted.Micros)
            .Bind(3, account.Balance.PendingOut.Micros)
            .Bind(4, account.Balance.PendingIn.Micros)
            .Bind(5, account.Trail.Count)
            .BindBlob(6, trail[..length]);
    }

    private static ImmutableArray<long> ReadTrail(ReadOnlySpan<byte> bytes)
    {
        var seqs = ImmutableArray.CreateBuilder<long>(bytes.Length / sizeof(long));
        for (var at = 0; at + sizeof(long) <= bytes.Length; at += sizeof(long))
            seqs.Add(BinaryPrimitives.ReadInt64BigEndian(bytes[at..]));
        return seqs.MoveToImmutable();
    }
}
