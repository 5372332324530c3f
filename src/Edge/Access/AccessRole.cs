namespace EasyEnclave.Edge.Access;

/// <summary>What a token is for.</summary>
public enum AccessRole
{
    /// <summary>Operators: everything.</summary>
    Admin,

    /// <summary>Launchers: abuse reports.</summary>
    Launcher,

    /// <summary>Uptime monitors: usage reports.</summary>
    Uptime,

    /// <summary>A node, by the token its registration gave it: its own registration.</summary>
    Node,
}
