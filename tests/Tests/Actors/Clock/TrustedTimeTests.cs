using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Actors.Clock;

/// <summary>A machine's clock is not believed where it is behind what is known.</summary>
public sealed class TrustedTimeTests
{
    private readonly ManualTime _machine = new();

    [Fact]
    public void ARightClockIsTakenAsItIs()
    {
        TrustedTime time = new(_machine, _machine.Now - TimeSpan.FromDays(1));

        _machine.Advance(TimeSpan.FromHours(1));

        Assert.Equal(_machine.Now, time.GetUtcNow());
    }

    [Fact]
    public void AClockThatIsBehindIsNotBelievedAndTimeRunsOn()
    {
        DateTimeOffset head = _machine.Now + TimeSpan.FromDays(30);
        TrustedTime time = new(_machine, head);

        Assert.Equal(head, time.GetUtcNow());
        _machine.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(head + TimeSpan.FromMinutes(7), time.GetUtcNow());
    }

    [Fact]
    public void AClockThatIsSetBackWhileItRunsIsNotBelieved()
    {
        DateTimeOffset start = _machine.Now;
        TrustedTime time = new(_machine, start);
        _machine.Advance(TimeSpan.FromHours(2));

        _machine.SetWallClock(start - TimeSpan.FromDays(365));

        Assert.Equal(start + TimeSpan.FromHours(2), time.GetUtcNow());
        _machine.SetWallClock(start + TimeSpan.FromHours(3));
        Assert.Equal(start + TimeSpan.FromHours(3), time.GetUtcNow());
    }

    [Fact]
    public void ANewerMarkRaisesTheFloorAndAnOlderOneNever()
    {
        DateTimeOffset start = _machine.Now;
        TrustedTime time = new(_machine, start);

        time.NotBefore(start + TimeSpan.FromDays(3));
        time.NotBefore(start + TimeSpan.FromDays(1));

        Assert.Equal(start + TimeSpan.FromDays(3), time.GetUtcNow());
    }

    [Fact]
    public void AWrongClockIsToldOnceInAWhileAndOnceItIsRight()
    {
        Telling told = new();
        TrustedTime time = new(_machine, _machine.Now + TimeSpan.FromHours(1));
        time.TellTo(told);

        for (int i = 0; i < 5; i++)
            time.GetUtcNow();
        Assert.Equal([6011], told.Ids);
        _machine.Advance(TimeSpan.FromMinutes(10));
        time.GetUtcNow();
        Assert.Equal([6011, 6011], told.Ids);
        _machine.SetWallClock(_machine.Now + TimeSpan.FromHours(2));
        time.GetUtcNow();
        time.GetUtcNow();

        Assert.Equal([6011, 6011, 6012], told.Ids);
    }

    [Fact]
    public void ALittleStepIsNotWorthTelling()
    {
        Telling told = new();
        TrustedTime time = new(_machine, _machine.Now + TimeSpan.FromSeconds(1));
        time.TellTo(told);

        time.GetUtcNow();

        Assert.Empty(told.Ids);
    }

    [Fact]
    public async Task TheFloorOfAStoreIsItsLogsHead()
    {
        MemoryStore store = new();
        Assert.Equal(DateTimeOffset.MinValue, await TrustedTime.FloorAsync(store, "node-1", CancellationToken.None));
        LogLease lease = await store.JoinAsync("node-1", _machine.Now, CancellationToken.None);
        Assert.Equal(_machine.Now, await TrustedTime.FloorAsync(store, "node-1", CancellationToken.None));

        DateTimeOffset at = _machine.Now + TimeSpan.FromHours(1);
        NewEvent happened = new(new EntityName("agent/a"), 1, at, "system", new AgentEvent.Disconnected("test", at));
        await store.AppendAsync(lease, [new WriteEntry([], [happened])], _machine.Now, CancellationToken.None);

        Assert.Equal(at, await TrustedTime.FloorAsync(store, "node-1", CancellationToken.None));
    }

    private sealed class Telling : ILogger
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Ids.Add(eventId.Id);
    }
}
