using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Proxy;

namespace EasyEnclave.Edge.Relay;

/// <summary>What serving peers' asks needs.</summary>
/// <param name="Sight">Who is a live node.</param>
/// <param name="Directory">This node's agents.</param>
/// <param name="Budget">What large frames take from.</param>
/// <param name="Timeout">How long an asker waits at most.</param>
/// <param name="Time">The clock of that.</param>
internal sealed record RelayServices(IClusterSight Sight, AgentDirectory Directory, BodyBudget Budget, TimeSpan Timeout, TimeProvider Time);
