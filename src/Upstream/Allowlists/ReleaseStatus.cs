namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What GitHub said last of a release that was used.</summary>
public enum ReleaseStatus
{
    /// <summary>It is as it was pinned.</summary>
    Current,

    /// <summary>It is another than was pinned, and waits for an admin's word.</summary>
    Changed,

    /// <summary>It is not there any more.</summary>
    NotFound,

    /// <summary>It is there, and must not be taken: a draft, too large, moved.</summary>
    Refused,
}
