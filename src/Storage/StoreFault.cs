namespace EasyEnclave.Storage;

/// <summary>Why a store cannot be opened or read.</summary>
public enum StoreFault
{
    /// <summary>Another process, or this one, has it open.</summary>
    InUse,

    /// <summary>A newer version of the program wrote it.</summary>
    Newer,

    /// <summary>It is a database, but not one of ours.</summary>
    Foreign,

    /// <summary>Its bytes contradict themselves.</summary>
    Damaged,

    /// <summary>The file or its folder cannot be created, read or written.</summary>
    Unreachable,
}
