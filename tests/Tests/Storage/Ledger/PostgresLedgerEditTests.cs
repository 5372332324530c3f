using EasyEnclave.Actors.Ledger;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Npgsql;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>The ledger's tables as somebody edits them: the database refuses what no ledger does, and the check finds the rest.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresLedgerEditTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private PostgresDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        await using var store = await _database.OpenAsync();
        var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        LedgerEntry[] batch =
            [Books.Entry("a", Books.Buy(Books.Alice, "10")), Books.Entry("b", Books.Reserve("4")), Books.Entry("c", Books.Pay(Books.Alice, Books.Bob, "1"))];
        Assert.All((await store.AppendLedgerAsync(lease, batch, Books.T0, None))!.Outcomes, outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [ContractFact]
    public async Task TheDatabaseRefusesWhatNoLedgerDoes()
    {
        string[] edits =
        [
            "UPDATE transfer SET amount = amount + 1 WHERE seq = 1", "DELETE FROM transfer", "TRUNCATE transfer", "UPDATE command SET note = NULL",
            "DELETE FROM command", "TRUNCATE command", "UPDATE account SET posted = -1 WHERE name = 'alice'", "UPDATE account SET pending_in = -1",
        ];
        foreach (var edit in edits)
            await Assert.ThrowsAsync<PostgresException>(() => _database.EditAsync(edit));
    }

    [ContractFact]
    public async Task WhatWasEditedAllTheSameIsFound()
    {
        (string Edit, LedgerInvariant Invariant)[] edits =
        [
            ("UPDATE account SET posted = posted + 1 WHERE name = 'alice'", LedgerInvariant.ProjectionsAreTheFold),
            ("UPDATE pending SET resolved_by = 3", LedgerInvariant.ProjectionsAreTheFold),
            ("ALTER TABLE transfer DISABLE TRIGGER ALL; UPDATE transfer SET actor = 'somebody' WHERE seq = 1", LedgerInvariant.HashesAreChained),
        ];
        await using var store = await _database.OpenAsync();
        Assert.Null(await store.VerifyLedgerAsync(None));
        foreach (var (edit, invariant) in edits)
        {
            await _database.EditAsync(edit);
            Assert.Equal(invariant, (await store.VerifyLedgerAsync(None))?.Invariant);
            if (edit.Contains("account", StringComparison.Ordinal))
                await _database.EditAsync("UPDATE account SET posted = posted - 1 WHERE name = 'alice'");
        }
    }
}
