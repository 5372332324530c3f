using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>A store that outlives its process, opened by one that trusts the same, or less.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task WhatWasRegisteredIsThereAndDisconnectedUntilItsAgentsComeBack()
    {
        await using (TestNetwork before = await TestNetwork.StartAsync(store: await _folder.OpenAsync()))
            await before.AttestAsync();

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(same => same, await _folder.OpenAsync());
        await after.StandsAsync("hello", "disconnected");
        await after.AttestAsync();
        await after.StandsAsync("hello", "active");
        await after.StandsAsync("steady", "disconnected");
    }

    [Fact]
    public async Task AStoreOfDevelopmentModeHoldsNoValidRegistrationInProduction()
    {
        await using (TestNetwork before = await TestNetwork.StartAsync(store: await _folder.OpenAsync()))
            await before.AttestAsync();

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(
            options => options with { DevelopmentPlatform = null }, await _folder.OpenAsync());
        await after.StandsAsync("hello", "unattested");
        Assert.Equal("none", (await after.ResolveAsync("hello")).GetProperty("registration_state").GetString());
        Assert.False((await after.ResolveAsync("hello")).GetProperty("allowed").GetBoolean());
        FakeAgent agent = await after.ConnectAsync();
        await agent.AnswerAsync(await agent.RegisterAsync());
        Assert.Equal((1008, "quote_invalid:pck_chain_untrusted_root"), await agent.EndAsync());
    }

    [Fact]
    public async Task AMillionRefusalsGrowTheStoreByLessThanTenMegabytes()
    {
        ManualTime time = new();
        RefusalLog log = new(time);
        await using (await _folder.OpenAsync())
        {
        }

        long before = Size();
        await using (SqliteStore store = await _folder.OpenAsync())
        {
            LogLease lease = await store.JoinAsync("node-1", time.Now, CancellationToken.None);
            List<WriteEntry> batch = [];
            for (int second = 1; second <= 1000; second++)
            {
                Flood(log, second);
                batch.Add(log.Take()!);
                Assert.InRange(batch[^1].Changes.Count, 1, 10);
                time.Advance(TimeSpan.FromSeconds(1));
                if (second % 250 == 0)
                {
                    await store.AppendAsync(lease, batch, time.Now, CancellationToken.None);
                    batch.Clear();
                }
            }

            IReadOnlyList<RefusalRow> rows = await store.ReadRefusalsAsync(DateTimeOffset.UnixEpoch, CancellationToken.None);
            Assert.Equal(1_000_000, rows.Sum(row => row.Count));
        }

        Assert.InRange(Size() - before, 1, 10_000_000);
    }

    // From another network each time, with reasons in turn: the worst that a flood of a quarter of an hour can look like.
    private static void Flood(RefusalLog log, int second)
    {
        string[] reasons = ["not_fresh", "invalid_json", "nonce_mismatch", "quote_invalid:quote_signature", "allowlist_not_found"];
        for (int i = 0; i < 1000; i++)
            log.Count(reasons[i % reasons.Length], $"{second >> 8}.{second & 255}.{i & 255}.0/24");
    }

    private long Size() => Directory.EnumerateFiles(Path.GetDirectoryName(_folder.File)!).Sum(file => new FileInfo(file).Length);
}
