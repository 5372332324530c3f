using EasyEnclave.Node;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node;

/// <summary>A node that was declared dead joins again, however long the store is away.</summary>
public sealed class RejoiningTests : IDisposable
{
    private static readonly StartFailure Away = new("it does not answer", StoreAway: true);

    private readonly ManualTime _time = new();
    private readonly RecordedLogs _logs = new();
    private readonly List<double> _tries = [];

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task ItGoesOnTryingMoreAndMoreSeldomAndSaysSoOnce()
    {
        Assert.Null(await RunAsync(Away, Away, Away, Away, Away, Away, null));

        Assert.Equal([1, 3, 7, 15, 25, 35, 45], _tries);
        Assert.Collection(
            _logs.Lines,
            line => Assert.Contains("it does not answer", line, StringComparison.Ordinal),
            line => Assert.Contains("joined anew after 7 tries", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneThatSucceedsAtOnceHasNothingToSay()
    {
        Assert.Null(await RunAsync([null]));

        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task WhatTryingAgainCannotMendEndsIt()
    {
        StartFailure replaced = new("another process works as this node", StoreAway: false);

        Assert.Same(replaced, await RunAsync(Away, replaced));
        Assert.Equal([1, 3], _tries);
    }

    [Fact]
    public async Task WhoIsToldToStopWaitsForNoStore()
    {
        using CancellationTokenSource stop = new();
        Task<StartFailure?> run = Rejoining.RunAsync(_ => Task.FromResult<StartFailure?>(Away), _time, _logs, stop.Token);
        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return _logs.Lines.Count > 0;
        });
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private async Task<StartFailure?> RunAsync(params StartFailure?[] answers)
    {
        DateTimeOffset begun = _time.Now;
        Task<StartFailure?> run = Rejoining.RunAsync(
            _ =>
            {
                _tries.Add((_time.Now - begun).TotalSeconds);
                return Task.FromResult(answers[_tries.Count - 1]);
            },
            _time,
            _logs,
            CancellationToken.None);
        while (!run.IsCompleted)
        {
            await Until.TrueAsync(() => _time.ArmedTimers > 0 || run.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        return await run;
    }
}
