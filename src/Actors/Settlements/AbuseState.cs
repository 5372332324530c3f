namespace EasyEnclave.Actors.Settlements;

/// <summary>What became of a report of abuse.</summary>
public enum AbuseState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>It holds: the periods it touches fail.</summary>
    Authorized,

    /// <summary>It does not.</summary>
    Denied,
}
