using EasyEnclave.Tests.Actors;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>What is to happen, in order; true time, and the store's clock. Equal instants keep the order in which they were asked for.</summary>
internal sealed class Agenda : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Number)> _due = new();
    private long _number;

    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Cast.T0 + Now;

    public void In(TimeSpan wait, Action act) => _due.Enqueue(act, (Now + wait, _number++));

    public void Step()
    {
        Assert.True(_due.TryDequeue(out Action? act, out (TimeSpan Due, long Number) key), "nothing is left to happen");
        Now = key.Due;
        act();
    }
}
