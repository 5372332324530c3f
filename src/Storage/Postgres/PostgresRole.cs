namespace EasyEnclave.Storage.Postgres;

/// <summary>What a link is for, which says how long its statements may take.</summary>
internal enum PostgresRole
{
    /// <summary>Commits, each in moments.</summary>
    Write,

    /// <summary>Reads, each in moments.</summary>
    Read,

    /// <summary>Checks, retention and schema steps, which take as long as they take.</summary>
    Long,
}
