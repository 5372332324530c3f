using EasyEnclave.Edge.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>What a peer said of an ask.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Frame">The agent's own frame, with <see cref="RelayOutcome.Answered"/>; whoever takes it disposes of it.</param>
internal readonly record struct RelayAnswer(RelayOutcome Outcome, PooledBuffer? Frame = null);
