namespace EasyEnclave.Actors.Telemetry;

/// <summary>What a fault that may last has come to.</summary>
public enum FaultTurn
{
    /// <summary>Nothing that is to be told.</summary>
    None,

    /// <summary>It failed for the first time.</summary>
    Began,

    /// <summary>It has failed for another minute.</summary>
    Lasts,

    /// <summary>It is over.</summary>
    Ended,
}
