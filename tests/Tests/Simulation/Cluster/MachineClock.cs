namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>The clock of a node's machine: somebody sets it, while its steady counter runs on.</summary>
internal sealed class MachineClock(Agenda agenda) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => agenda.TimestampFrequency;

    public override long GetTimestamp() => agenda.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => agenda.GetUtcNow() + Offset;
}
