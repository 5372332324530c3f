namespace EasyEnclave.Upstream.Collateral;

/// <summary>How soon after a TCB recovery its demands are published (the parameter <c>update</c> of Intel's service).</summary>
public enum TcbChannel
{
    /// <summary>Some weeks to months after it, when platforms had time to be updated; what the service gives unless asked otherwise.</summary>
    Standard,

    /// <summary>With the recovery.</summary>
    Early,
}
