using System.Collections.Frozen;
using System.Security.Cryptography;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Agents;

/// <summary>What every agent's actor works with.</summary>
/// <param name="Rules">The times by which a tunnel lives.</param>
/// <param name="JoinOpen">Whether new agents of a bound app need no approval (<c>EE_APP_JOIN=open</c>).</param>
/// <param name="Directory">The read model.</param>
/// <param name="Writer">The way into the store.</param>
/// <param name="Prover">The judge of quotes.</param>
/// <param name="Reappraiser">The judge of evidence that is kept.</param>
/// <param name="Refusals">Where refusals are counted.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where an actor tells what it does.</param>
public sealed record AgentServices(
    TunnelRules Rules,
    bool JoinOpen,
    AgentDirectory Directory,
    StoreWriter Writer,
    Prover Prover,
    Reappraiser Reappraiser,
    RefusalLog Refusals,
    TimeProvider Time,
    ILogger<AgentActor> Logger)
{
    /// <summary>The registered nodes, whose agents have more to prove.</summary>
    public NodeDirectory Nodes { get; init; } = new();

    /// <summary>Names of the operator's own hosts, which no app may have besides those that none ever may.</summary>
    public IReadOnlySet<string> ReservedApps { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Chance from 0 to 1 by which checks spread out.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1_000_001) / 1_000_000.0;
}
