namespace EasyEnclave.Actors.Store;

/// <summary>What became of a write.</summary>
public enum WriteOutcome
{
    /// <summary>It is on the disk.</summary>
    Committed,

    /// <summary>A row had moved on; nothing of the entry was written. Decide again on the present rows, which the directory shows by now.</summary>
    Conflict,

    /// <summary>The store cannot be written now, or too much waits for it; nothing was written.</summary>
    Unavailable,

    /// <summary>Another holder took this log; this process must not write again.</summary>
    Fenced,
}
