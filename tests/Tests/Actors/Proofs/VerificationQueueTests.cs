using EasyEnclave.Actors.Proofs;

namespace EasyEnclave.Tests.Actors.Proofs;

/// <summary>Who may verify next.</summary>
public sealed class VerificationQueueTests
{
    [Fact]
    public async Task AsManyVerifyAtOnceAsThereArePlaces()
    {
        VerificationQueue queue = new(2);
        VerificationQueue.Place first = await Enter(queue, "a");
        await Enter(queue, "a");
        Task<VerificationQueue.Place> third = Enter(queue, "a");
        Assert.False(third.IsCompleted);

        first.Dispose();
        first.Dispose();

        await third;
        Assert.False(Enter(queue, "a").IsCompleted);
    }

    [Fact]
    public async Task PrefixesTakeTurns()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        List<string> order = [];
        Task[] all = [Note("a1", "a"), Note("a2", "a"), Note("a3", "a"), Note("b1", "b"), Note("c1", "c"), Note("b2", "b")];

        place.Dispose();
        await Task.WhenAll(all);

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], order);

        async Task Note(string name, string prefix)
        {
            using VerificationQueue.Place mine = await Enter(queue, prefix);
            order.Add(name);
        }
    }

    [Fact]
    public async Task KnownAgentsGoFirst()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        Task<VerificationQueue.Place> stranger = Enter(queue, "a");
        Task<VerificationQueue.Place> known = Enter(queue, "a", known: true);

        place.Dispose();

        (await known).Dispose();
        await stranger;
    }

    [Fact]
    public async Task AStrangerWaitsForAFewKnownAgentsAndNotForAll()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        List<string> order = [];
        Task[] all =
        [
            .. Enumerable.Range(0, 100).Select(i => Note("known", "k" + i, known: true)),
            Note("stranger 1", "a", known: false),
            Note("stranger 2", "a", known: false),
        ];

        place.Dispose();
        await Task.WhenAll(all);

        Assert.Equal(VerificationQueue.KnownInARow, order.IndexOf("stranger 1"));
        Assert.Equal((2 * VerificationQueue.KnownInARow) + 1, order.IndexOf("stranger 2"));

        async Task Note(string name, string prefix, bool known)
        {
            using VerificationQueue.Place mine = await Enter(queue, prefix, known);
            order.Add(name);
        }
    }

    [Fact]
    public async Task AFloodFromOnePrefixIsPassedByWhoeverElseComes()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        int judged = 0;
        Task[] flood = [.. Enumerable.Range(0, 2000).Select(_ => Judge("flood", known: false))];
        Task<int> known = Judge("home", known: true);
        Task<int> stranger = Judge("elsewhere", known: false);

        place.Dispose();
        await Task.WhenAll(flood);

        Assert.Equal(0, await known);
        Assert.InRange(await stranger, 1, 2);

        async Task<int> Judge(string prefix, bool known)
        {
            using VerificationQueue.Place mine = await Enter(queue, prefix, known);
            return judged++;
        }
    }

    [Fact]
    public async Task StrangersWhoGaveUpTakeNoTurnFromOneWhoStays()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        using CancellationTokenSource gone = new();
        Task[] leaving = [.. Enumerable.Range(0, 50).Select(i => queue.EnterAsync("a" + i, false, gone.Token).AsTask())];
        int judged = 0;
        Task<int> stranger = Judge("b", known: false);
        Task[] known = [.. Enumerable.Range(0, 100).Select(_ => Judge("c", known: true))];

        await gone.CancelAsync();
        place.Dispose();
        await Task.WhenAll(known);

        Assert.Equal(VerificationQueue.KnownInARow, await stranger);
        Assert.All(leaving, one => Assert.True(one.IsCanceled));

        async Task<int> Judge(string prefix, bool known)
        {
            using VerificationQueue.Place mine = await Enter(queue, prefix, known);
            return judged++;
        }
    }

    [Fact]
    public async Task WhoGivesUpLosesNobodyAPlace()
    {
        VerificationQueue queue = new(1);
        VerificationQueue.Place place = await Enter(queue, "x");
        using CancellationTokenSource gone = new();
        Task<VerificationQueue.Place>[] leaving = [.. Enumerable.Range(0, 5).Select(i => queue.EnterAsync("a" + i, i % 2 == 0, gone.Token).AsTask())];
        Task<VerificationQueue.Place> stays = Enter(queue, "b");

        await gone.CancelAsync();
        foreach (Task<VerificationQueue.Place> one in leaving)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        place.Dispose();
        (await stays).Dispose();
        Assert.True(Enter(queue, "c").IsCompleted);
    }

    [Fact]
    public async Task UnderRacesOfComingGoingAndGivingUpEveryPlaceComesBack()
    {
        VerificationQueue queue = new(3);
        int inside = 0;
        int most = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using CancellationTokenSource gone = new();
            ValueTask<VerificationQueue.Place> entering = queue.EnterAsync("p" + (i % 7), i % 3 == 0, gone.Token);
            if (i % 4 == 0)
            {
                await gone.CancelAsync();
            }

            try
            {
                using VerificationQueue.Place place = await entering;
                int now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
            catch (OperationCanceledException)
            {
                // It gave up.
            }
        });

        Assert.InRange(most, 1, 3);
        Assert.All(Enumerable.Range(0, 3).Select(_ => Enter(queue, "last")).ToList(), entered => Assert.True(entered.IsCompleted));
        Assert.False(Enter(queue, "last").IsCompleted);
    }

    private static Task<VerificationQueue.Place> Enter(VerificationQueue queue, string prefix, bool known = false) =>
        queue.EnterAsync(prefix, known, CancellationToken.None).AsTask();

    private static void InterlockedMax(ref int most, int now)
    {
        int seen = Volatile.Read(ref most);
        while (now > seen && Interlocked.CompareExchange(ref most, now, seen) is var before && before != seen)
        {
            seen = before;
        }
    }
}
