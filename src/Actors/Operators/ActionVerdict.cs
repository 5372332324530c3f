namespace EasyEnclave.Actors.Operators;

/// <summary>What became of an operator's order.</summary>
public enum ActionVerdict
{
    /// <summary>It was done, and what it changed is on the disk.</summary>
    Done,

    /// <summary>It was so already; nothing was written.</summary>
    Unchanged,

    /// <summary>There is nobody of that name.</summary>
    Unknown,

    /// <summary>The present state does not allow it.</summary>
    Conflict,

    /// <summary>A rule forbids it, whatever the state.</summary>
    Refused,

    /// <summary>The store takes no writes now; nothing was written.</summary>
    Unavailable,
}
