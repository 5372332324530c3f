using EasyEnclave.Edge.Health;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>What <c>GET /health</c> says, and whether this is a control plane to rely on.</summary>
internal sealed class HealthCheck(NodeHealth health, NodeIdentity node) : IDoctorCheck
{
    private const string Check = "health";

    public string Name => Check;

    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Judge(health.Status, node.Mode));

    public static IReadOnlyList<DoctorFinding> Judge(string status, string mode)
    {
        DoctorFinding state = status switch
        {
            "ok" => Findings.Ok(Check, "This node takes agents and requests."),
            "draining" => Findings.Warn(
                Check, "This node drains: it takes no new agents, and fronts should send it nothing.", "ee cluster resume NODE, unless it is to leave."),
            "fenced" => Findings.Fail(Check, "Another process took this node's log; this one ends.", "Start it again; never run two processes with one log."),
            "ledger_frozen" => Findings.Fail(
                Check, "The ledger broke a rule of its own and is frozen.", "Log id 3003 says where; docs/ledger.md says what to do."),
            "clock_off" => Findings.Fail(
                Check, "This node's clock is too far from the store's: fronts should send it nothing.", "See the check clock."),
            _ => Findings.Fail(Check, $"This node is not ready: {status}.", "See the check store."),
        };
        return mode == "development"
            ? [state, Findings.Warn("mode", "Development mode: a simulated platform is trusted, whose quotes anybody can make.", "Unset EE_DEV_PLATFORM in production.")]
            : [state];
    }
}
