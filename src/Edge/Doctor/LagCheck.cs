using EasyEnclave.Actors.Cluster;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>How old what this node shows of the others' writes is.</summary>
internal sealed class LagCheck(ClusterFeed feed) : IDoctorCheck
{
    private const string Check = "lag";

    /// <summary>Five polls and more: bans and moves reach this node too late.</summary>
    internal static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>What no slow database explains.</summary>
    internal static readonly TimeSpan Lost = TimeSpan.FromSeconds(30);

    public string Name => Check;

    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoctorFinding>>([Judge(feed.Lag, feed.Failures)]);

    /// <summary>Judges what was measured; pure.</summary>
    public static DoctorFinding Judge(TimeSpan lag, int failures)
    {
        string seen = $"What other nodes wrote is shown {Findings.Text(lag)} later";
        string failed = failures > 0 ? $"; the last {failures} reads failed" : string.Empty;
        const string Remedy = "See the check store: the database is away, slow or overloaded. Log id 5211 says what it answered.";
        return lag >= Lost ? Findings.Fail(Check, $"{seen}{failed}.", Remedy)
            : lag >= Late || failures > 0 ? Findings.Warn(Check, $"{seen}{failed}.", Remedy)
            : Findings.Ok(Check, seen + " at most.");
    }
}
