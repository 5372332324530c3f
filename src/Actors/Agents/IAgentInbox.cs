namespace EasyEnclave.Actors.Agents;

/// <summary>The way to tell an agent's actor something from outside its tunnel.</summary>
public interface IAgentInbox
{
    /// <summary>Asks for a new attestation now; false when the actor is gone or cannot be told.</summary>
    bool AskAttestation();

    /// <summary>Asks that its kept evidence be judged again now; false when the actor is gone or cannot be told.</summary>
    bool AskReview();

    /// <summary>Ends the tunnel for a reason that the agent is told.</summary>
    /// <param name="ending">Why.</param>
    bool End(AgentEnding ending);
}
