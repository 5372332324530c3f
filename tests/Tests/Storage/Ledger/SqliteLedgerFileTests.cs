using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>The ledger's file as somebody edits it: SQL refuses what it can, and what it cannot the check finds, and says where.</summary>
public sealed class SqliteLedgerFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Theory]
    [InlineData("UPDATE account SET posted = posted + 1 WHERE name = 'alice'", LedgerInvariant.ProjectionsAreTheFold, null, "alice")]
    [InlineData("UPDATE account SET pending_out = 0 WHERE name = 'alice'", LedgerInvariant.ProjectionsAreTheFold, null, "alice")]
    [InlineData("UPDATE account SET trail = x'0000000000000001' WHERE name = 'alice'", LedgerInvariant.ProjectionsAreTheFold, null, "alice")]
    [InlineData("DELETE FROM account WHERE name = 'treasury:'", null, null, null)]
    [InlineData("UPDATE transfer SET amount = amount + 1 WHERE seq = 4", LedgerInvariant.HashesAreChained, 4, null)]
    [InlineData("UPDATE transfer SET actor = 'somebody' WHERE seq = 1", LedgerInvariant.HashesAreChained, 1, null)]
    [InlineData("UPDATE transfer SET reference = NULL WHERE seq = 3", LedgerInvariant.HashesAreChained, 3, null)]
    [InlineData("UPDATE transfer SET expires_at = expires_at + 1 WHERE seq = 2", LedgerInvariant.HashesAreChained, 2, null)]
    [InlineData("UPDATE transfer SET debit_posted = 0 WHERE seq = 4", LedgerInvariant.ProjectionsAreTheFold, 4, null)]
    [InlineData("UPDATE transfer SET credit_jump = 1 WHERE seq = 4", LedgerInvariant.ProjectionsAreTheFold, 4, null)]
    [InlineData("DELETE FROM transfer WHERE seq = 3", LedgerInvariant.SequenceIsDense, 4, null)]
    [InlineData("DELETE FROM transfer WHERE seq = 6", LedgerInvariant.HashesAreChained, 5, null)]
    [InlineData("UPDATE ledger SET head = 7", LedgerInvariant.HashesAreChained, 6, null)]
    [InlineData("UPDATE ledger SET at = at + 1", LedgerInvariant.HashesAreChained, 6, null)]
    [InlineData("UPDATE pending SET resolved_by = NULL WHERE seq = 5", LedgerInvariant.ProjectionsAreTheFold, 5, null)]
    [InlineData("UPDATE pending SET resolved_by = 4 WHERE seq = 2", LedgerInvariant.ProjectionsAreTheFold, 2, null)]
    [InlineData("UPDATE pending SET expires_at = NULL WHERE seq = 2", LedgerInvariant.ProjectionsAreTheFold, 2, null)]
    [InlineData("DELETE FROM pending WHERE seq = 2", LedgerInvariant.ProjectionsAreTheFold, null, null)]
    [InlineData("DELETE FROM payment", LedgerInvariant.ProjectionsAreTheFold, null, null)]
    [InlineData("DELETE FROM command WHERE seq = 3", LedgerInvariant.ProjectionsAreTheFold, 3, null)]
    [InlineData("UPDATE command SET seq = 4 WHERE seq = 3", LedgerInvariant.ProjectionsAreTheFold, 3, null)]
    [InlineData("UPDATE transfer SET code = 'gift' WHERE seq = 4", LedgerInvariant.ProjectionsAreTheFold, null, null)]
    [InlineData("UPDATE transfer SET period_start = 1, period_end = 0 WHERE seq = 4", LedgerInvariant.ProjectionsAreTheFold, null, null)]
    [InlineData("UPDATE account SET name = 'no account!' WHERE name = 'alice'", LedgerInvariant.ProjectionsAreTheFold, null, null)]
    public async Task AnEditIsFoundAndItsPlaceIsTold(string edit, LedgerInvariant? invariant, int? seq, string? account)
    {
        await WriteAsync();
        Edit("DROP TRIGGER transfer_is_never_changed", "DROP TRIGGER transfer_is_never_deleted", edit.Contains("command", StringComparison.Ordinal)
            ? "DROP TRIGGER command_is_never_changed" : "SELECT 1", "DROP TRIGGER command_is_never_deleted", edit);
        await using var store = await _folder.OpenAsync();

        var found = await store.VerifyLedgerAsync(None);

        Assert.Equal(invariant, found?.Invariant);
        if (seq is not null)
            Assert.Equal(seq, found?.Seq);
        Assert.Equal(account, found?.Account?.Value);
    }

    [Theory]
    [InlineData("UPDATE transfer SET amount = amount + 1 WHERE seq = 4")]
    [InlineData("DELETE FROM transfer")]
    [InlineData("UPDATE command SET note = x'00'")]
    [InlineData("DELETE FROM command")]
    [InlineData("UPDATE account SET posted = -1 WHERE name = 'alice'")]
    [InlineData("UPDATE account SET pending_out = posted + 1 WHERE name = 'alice'")]
    [InlineData("UPDATE account SET pending_in = -1 WHERE name = 'alice'")]
    [InlineData("UPDATE pending SET resolved_by = 6 WHERE seq = 2")]
    public async Task SqlItselfRefusesWhatNoLedgerDoes(string edit)
    {
        await WriteAsync();

        Assert.Throws<SqliteException>(() => Edit(edit));
    }

    [Fact]
    public async Task AnEditedBalanceFreezesTheLedgerAtTheNextStart()
    {
        await WriteAsync();
        Edit("UPDATE account SET posted = posted + 1 WHERE name = 'alice'");
        await using var store = await _folder.OpenAsync();
        await using var writer = await WriterAsync(store);

        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Books.Entry("k", Books.Pay(Books.Alice, Books.Bob, "1"))));

        Assert.Equal(Books.Alice, writer.Violation!.Account);
        Assert.Equal(6, (await store.ReadLedgerHeadAsync(None)).Seq);
        Assert.NotEmpty(await store.ReadEntriesAsync(Books.Alice, long.MaxValue, 10, None));
    }

    [Fact]
    public async Task AnAccountThatWasEditedWhileTheLedgerRunsIsFoundWhenItIsNextUsed()
    {
        await WriteAsync();
        await using var store = await _folder.OpenAsync();
        await using var writer = await WriterAsync(store);
        await writer.Checked;
        Edit("UPDATE account SET posted = posted + 1 WHERE name = 'alice'");

        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Books.Entry("k", Books.Pay(Books.Alice, Books.Bob, "1"))));
        Assert.Equal((LedgerInvariant.ProjectionsAreTheFold, Books.Alice), (writer.Violation!.Invariant, writer.Violation.Account));
    }

    [Fact]
    public async Task AnExportIsCheckedByItselfAndImportedWithAnEqualHash()
    {
        await WriteAsync();
        await using var store = await _folder.OpenAsync();
        using var file = new MemoryStream();

        var end = await JournalFile.WriteAsync(store, file, None);

        byte[] bytes = file.ToArray();
        Assert.Equal(await store.ReadLedgerHeadAsync(None), JournalFile.Verify(() => new MemoryStream(bytes)).Head);
        var folder = new StoreFolder();
        try
        {
            await using var other = await folder.OpenAsync();
            var lease = await other.JoinAsync(ILedgerStore.Log, Books.T0, None);
            var head = await JournalFile.ImportAsync(other, lease, () => new MemoryStream(bytes), None);
            Assert.Equal(end.Hash, Convert.ToHexStringLower(head!.Hash.Span));
            Assert.Null(await other.VerifyLedgerAsync(None));
            using var again = new MemoryStream();
            await JournalFile.WriteAsync(other, again, None);
            Assert.Equal(bytes, again.ToArray());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await JournalFile.ImportAsync(other, lease, () => new MemoryStream(bytes), None));

            // It goes on there: keys are used up, pending transfers can be posted, the clock lets them expire.
            LedgerEntry[] more = [Books.Entry("k-0", Books.Buy(Books.Alice, "10")), Books.Entry("n", Books.Post(2, "1"))];
            var outcomes = (await other.AppendLedgerAsync(lease, more, Books.T0, None))!.Outcomes;
            Assert.True(Assert.IsType<LedgerOutcome.Committed>(outcomes[0]).Replayed);
            Assert.False(Assert.IsType<LedgerOutcome.Committed>(outcomes[1]).Replayed);
            Assert.Null(await other.VerifyLedgerAsync(None));
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public async Task AJournalThatWasTouchedAnywhereIsRefused()
    {
        await WriteAsync();
        await using var store = await _folder.OpenAsync();
        using var file = new MemoryStream();
        await JournalFile.WriteAsync(store, file, None);
        byte[] bytes = file.ToArray();

        for (var place = 0; place < bytes.Length; place += 7)
        {
            byte[] touched = [.. bytes];
            touched[place] ^= 1;
            Refused(touched);
        }

        for (var length = 0; length < bytes.Length; length += 101)
            Refused(bytes[..length]);
        Refused([.. bytes, (byte)'\n']);
        Refused([.. bytes, .. bytes]);
    }

    private static void Refused(byte[] journal)
    {
        var fault = Record.Exception(() => _ = JournalFile.Verify(() => new MemoryStream(journal)));
        Assert.True(fault is JournalException or LedgerViolationException, fault?.ToString() ?? "it was taken");
    }

    /// <summary>Six transfers: two purchases, a reservation that is open, one that was voided, a payment between users.</summary>
    private async Task WriteAsync()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        LedgerCommand[] commands =
        [
            Books.Buy(Books.Alice, "10"), Books.Reserve("4", Books.T0.AddHours(1)), Books.Buy(Books.Bob, "5", "pay-1"), Books.Pay(Books.Bob, Books.Alice, "1"),
            Books.Reserve("2"), new LedgerCommand.Void(5),
        ];
        LedgerEntry[] batch = [.. commands.Select((command, n) => Books.Entry($"k-{n}", command))];
        Assert.All((await store.AppendLedgerAsync(lease, batch, Books.T0, None))!.Outcomes, outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
    }

    private static async ValueTask<LedgerWriter> WriterAsync(SqliteStore store) => new(
        store, await store.JoinAsync(ILedgerStore.Log, Books.T0, None), new ManualTime(Books.T0), NullLogger<LedgerWriter>.Instance);

    private void Edit(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Mode=ReadWrite;Pooling=False");
        connection.Open();
        foreach (var sql in statements)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this test's own.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
