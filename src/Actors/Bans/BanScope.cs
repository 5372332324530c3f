namespace EasyEnclave.Actors.Bans;

/// <summary>What a ban is on.</summary>
public enum BanScope
{
    /// <summary>An agent's id.</summary>
    Agent,

    /// <summary>A node's id.</summary>
    Node,

    /// <summary>The SHA-256 of a client certificate's key.</summary>
    ClientKey,

    /// <summary>A platform's PPID.</summary>
    Platform,

    /// <summary>A repository.</summary>
    Repo,

    /// <summary>One release, as <c>owner/name@tag</c>.</summary>
    Release,

    /// <summary>The digest of MRTD and RTMR0 to RTMR3.</summary>
    Measurement,
}
