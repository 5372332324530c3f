using System.Collections.Concurrent;
using EasyEnclave.Actors.Agents;

namespace EasyEnclave.Tests.Edge;

/// <summary>An agent's actor that only remembers what it was told.</summary>
internal sealed class RecordingInbox : IAgentInbox
{
    private readonly ConcurrentQueue<AgentEnding> _endings = new();
    private int _asked;

    /// <summary>What it answers when it is told something: false once it is gone.</summary>
    public bool Alive { get; set; } = true;

    public IReadOnlyCollection<AgentEnding> Endings => _endings;

    public int Asked => _asked;

    public bool AskAttestation()
    {
        Interlocked.Increment(ref _asked);
        return Alive;
    }

    public bool AskReview() => Alive;

    public bool End(AgentEnding ending)
    {
        _endings.Enqueue(ending);
        return Alive;
    }
}
