namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What became of an admin's word for a changed allowlist.</summary>
public enum AcceptOutcome
{
    /// <summary>The new list is pinned, and agents pass by it from now on.</summary>
    Accepted,

    /// <summary>It was pinned already.</summary>
    Unchanged,

    /// <summary>No allowlist of that release was ever used.</summary>
    UnknownRelease,

    /// <summary>There is no other list than the pinned one to accept, or GitHub cannot be asked for it now.</summary>
    NothingToAccept,

    /// <summary>What is there is another list than was named.</summary>
    AnotherList,

    /// <summary>It could not be made durable; nothing changed.</summary>
    Unkept,
}
