using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>What an exception of the driver means.</summary>
internal static class PostgresFaults
{
    /// <summary>Another transaction was in the way: the same work goes through when it is done again.</summary>
    public static bool IsRetried(PostgresException fault) => fault.SqlState
        is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>The server refused the statement and goes on: nothing of its transaction stays.</summary>
    public static bool IsRefusal(Exception fault) => fault is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>The connection is of no use any more, or not with this server: it only reads now.</summary>
    public static bool IsBroken(Exception fault) =>
        fault is not PostgresException refused || refused.InvariantSeverity != "ERROR" || refused.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>The same for the store's callers: unreachable where it is the server or the way to it, unchanged where it is what was asked.</summary>
    public static Exception Explain(string place, Exception fault) => fault switch
    {
        PostgresException { InvariantSeverity: "ERROR", SqlState: var state } when !IsOperators(state) => fault,
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => new StoreException(
            StoreFault.Unreachable, $"The database {place} does not answer as it should: {fault.Message}", fault),
        _ => fault,
    };

    // Resources, operator's intervention, system errors, timeouts of locks, and a server that only reads.
    private static bool IsOperators(string state) =>
        state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
        || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DeadlockDetected;
}
