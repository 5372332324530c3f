namespace EasyEnclave.Actors.Directory;

/// <summary>How an agent's backend is, as last heard here, or as the row of an agent elsewhere tells.</summary>
public enum HealthStatus
{
    /// <summary>Nothing was heard since the tunnel opened.</summary>
    Unknown,

    /// <summary>It said so, or attested, within the health timeout.</summary>
    Pass,

    /// <summary>It said so, or was silent for longer than the health timeout.</summary>
    Fail,
}
