namespace EasyEnclave.Agent.Options;

/// <summary>Where an agent's quotes come from.</summary>
public enum QuoteProvider
{
    /// <summary>The TDX hardware, through Linux's configfs-tsm.</summary>
    Configfs,

    /// <summary>A simulated platform, for development without hardware.</summary>
    Simulated,
}
