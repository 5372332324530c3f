namespace EasyEnclave.Actors.Agents;

/// <summary>Why the control plane ends a tunnel on its own account.</summary>
public enum AgentEnding
{
    /// <summary>A newer tunnel of the same agent attested.</summary>
    Superseded,

    /// <summary>A ban hits it.</summary>
    Banned,

    /// <summary>An admin closed it.</summary>
    Operator,

    /// <summary>Its app's name was given back.</summary>
    Released,

    /// <summary>This server goes away.</summary>
    Draining,
}
