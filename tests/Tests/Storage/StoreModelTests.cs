using EasyEnclave.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Storage;

/// <summary>Random batches, most of them in each other's way, over both stores: every answer and every row must be the same.</summary>
public sealed class StoreModelTests
{
    [Fact]
    public void SqliteAnswersAsTheModelDoes() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(1, 3),
            Prop.ForAll(StoreBatches.Arbitrary, script => AgreeAsync(script).GetAwaiter().GetResult()));

    private static async Task<bool> AgreeAsync(StoreBatches script)
    {
        var folder = new StoreFolder();
        var sqlite = await folder.OpenAsync();
        try
        {
            var model = new MemoryStore();
            var mine = await sqlite.JoinAsync("node-a", Samples.T0, CancellationToken.None);
            var models = await model.JoinAsync("node-a", Samples.T0, CancellationToken.None);
            foreach (var (batch, number) in script.Batches.Select((batch, number) => (batch, number)))
            {
                var coveredTo = Samples.T0.AddSeconds(number);
                Assert.Equal(
                    await model.AppendAsync(models, batch, coveredTo, CancellationToken.None),
                    await sqlite.AppendAsync(mine, batch, coveredTo, CancellationToken.None));
                if (number % 5 != 4)
                    continue;
                await sqlite.DisposeAsync();
                sqlite = await folder.OpenAsync();
            }

            await sqlite.VerifyAsync(CancellationToken.None);
            Assert.Equal(await StoreText.OfAsync(model), await StoreText.OfAsync(sqlite));
            await model.PruneAsync(Samples.T0.AddSeconds(2), Samples.T0.AddMinutes(1), CancellationToken.None);
            await sqlite.PruneAsync(Samples.T0.AddSeconds(2), Samples.T0.AddMinutes(1), CancellationToken.None);
            Assert.Equal(await StoreText.OfAsync(model), await StoreText.OfAsync(sqlite));
            return true;
        }
        finally
        {
            await sqlite.DisposeAsync();
            folder.Delete();
        }
    }
}
