using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Storage;

/// <summary>Random batches, most of them in each other's way, over every store: every answer and every row must be the same.</summary>
public sealed class StoreModelTests
{
    [Fact]
    public void SqliteAnswersAsTheModelDoes() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(1, 3),
            Prop.ForAll(StoreBatches.Arbitrary, script => OnDiskAsync(script).GetAwaiter().GetResult()));

    [RequiresProgramFact(PostgresServer.Program)]
    public void PostgresAnswersAsTheModelDoes() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(10).WithReplay(5, 7),
            Prop.ForAll(StoreBatches.Arbitrary, script => InADatabaseAsync(script).GetAwaiter().GetResult()));

    private static async Task<bool> OnDiskAsync(StoreBatches script)
    {
        var folder = new StoreFolder();
        try
        {
            return await AgreeAsync(script, async () => await folder.OpenAsync(), static store => ((SqliteStore)store).VerifyAsync(CancellationToken.None));
        }
        finally
        {
            folder.Delete();
        }
    }

    private static async Task<bool> InADatabaseAsync(StoreBatches script)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        return await AgreeAsync(script, async () => await database.OpenAsync(), static store => ((PostgresStore)store).VerifyAsync(CancellationToken.None));
    }

    private static async Task<bool> AgreeAsync(StoreBatches script, Func<ValueTask<IStore>> open, Func<IStore, ValueTask> verify)
    {
        var store = await open();
        try
        {
            var model = new MemoryStore();
            var mine = await store.JoinAsync("node-a", Samples.T0, CancellationToken.None);
            var models = await model.JoinAsync("node-a", Samples.T0, CancellationToken.None);
            foreach (var (batch, number) in script.Batches.Select((batch, number) => (batch, number)))
            {
                var coveredTo = Samples.T0.AddSeconds(number);
                Assert.Equal(
                    await model.AppendAsync(models, batch, coveredTo, CancellationToken.None),
                    await store.AppendAsync(mine, batch, coveredTo, CancellationToken.None));
                if (number % 5 != 4)
                    continue;
                await store.DisposeAsync();
                store = await open();
            }

            await verify(store);
            Assert.Equal(await StoreText.OfAsync(model), await StoreText.OfAsync(store));
            await model.PruneAsync(Samples.T0.AddSeconds(2), Samples.T0.AddMinutes(1), CancellationToken.None);
            await store.PruneAsync(Samples.T0.AddSeconds(2), Samples.T0.AddMinutes(1), CancellationToken.None);
            Assert.Equal(await StoreText.OfAsync(model), await StoreText.OfAsync(store));
            return true;
        }
        finally
        {
            await store.DisposeAsync();
        }
    }
}
