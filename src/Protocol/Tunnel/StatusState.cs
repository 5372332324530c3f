namespace EasyEnclave.Protocol.Tunnel;

/// <summary>How good or bad a status is.</summary>
public enum StatusState
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Something needs a person.</summary>
    Warning,

    /// <summary>What was sent or attested was refused.</summary>
    Invalid,
}
