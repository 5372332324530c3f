using System.Diagnostics;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Storage;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>kill -9 in the middle of load, several times over one store: what was answered is there once, and no money came or went.</summary>
public sealed class LedgerKillTests : IDisposable
{
    private const int Rounds = 3;
    private const int AnswersARound = 1500;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public Task WhatWasAnsweredIsThereOnceAndMoneyIsConserved() => KillAsync(_folder.File);

    [RequiresProgramFact(PostgresServer.Program)]
    public async Task InADatabaseTooWhatWasAnsweredIsThereOnceAndMoneyIsConserved()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await KillAsync(database.Url);
    }

    private static async Task KillAsync(string address)
    {
        HashSet<string> answered = [];
        for (var round = 0; round < Rounds; round++)
        {
            answered.UnionWith(await LoadAndKillAsync(address, $"r{round}"));
            await CheckAsync(address, answered);
        }
    }

    private static async Task<IReadOnlyList<string>> LoadAndKillAsync(string address, string round)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(LedgerLoad).Assembly.Location, "ledger-load", address, round])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        List<string> keys = [];
        try
        {
            while (keys.Count < AnswersARound && await process.StandardOutput.ReadLineAsync(None).AsTask().WaitAsync(Patience) is { } key)
                keys.Add(key);
        }
        finally
        {
            process.Kill();
        }

        // What is in the pipe was answered too; the last line may be cut off.
        var rest = await process.StandardOutput.ReadToEndAsync(None).WaitAsync(Patience);
        await process.WaitForExitAsync(None).WaitAsync(Patience);
        keys.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(keys.Count >= AnswersARound, $"It ended by itself after {keys.Count} answers.");
        return keys;
    }

    private static async Task CheckAsync(string address, HashSet<string> answered)
    {
        await using var store = await StoreAddress.OpenAsync(address, TimeProvider.System, NullLoggerFactory.Instance, None);
        Assert.Null(await store.VerifyLedgerAsync(None));
        var accounts = await store.ReadAccountsAsync(0, 1000, None);
        Assert.Equal(LedgerLoad.Users * 1_000_000_000L, accounts.Where(account => account.Id != Books.Card).Sum(account => account.Balance.Posted.Micros));
        var head = await store.ReadLedgerHeadAsync(None);
        Assert.InRange(head.Seq, LedgerLoad.Users + answered.Count, long.MaxValue);
        var lease = await store.JoinAsync(ILedgerStore.Log, TimeProvider.System.GetUtcNow(), None);
        foreach (var keys in answered.Chunk(1000))
        {
            var again = (await store.AppendLedgerAsync(lease, [.. keys.Select(LedgerLoad.Payment)], TimeProvider.System.GetUtcNow(), None))!;
            Assert.All(again.Outcomes, outcome => Assert.True(Assert.IsType<LedgerOutcome.Committed>(outcome).Replayed));
        }

        Assert.Equal(head, await store.ReadLedgerHeadAsync(None));
    }
}
