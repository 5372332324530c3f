using EasyEnclave.Storage.Sql;
using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Finds out whether a commit went through whose answer was lost.</summary>
/// <remarks>
/// The transaction held its log's row. Whoever holds that row after it reads how it ended: if the commit is still on its way, waiting for
/// the row waits for it; if it never arrived, the server ends the idle session within a second and gives the row back.
/// </remarks>
internal static class LostCommit
{
    /// <summary>True when it was written, false when nothing of it was.</summary>
    /// <exception cref="StoreException">Nobody can tell: the server was out of reach too long, or another incarnation wrote meanwhile.</exception>
    public static bool Find(PostgresSource source, CommitMark mark, TimeSpan patience, TimeSpan pause, CancellationToken closing)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return Look(source, mark);
            }
            catch (NpgsqlException fault)
            {
                if (closing.IsCancellationRequested || TimeProvider.System.GetElapsedTime(begun) > patience)
                    throw Unknown(source, fault);
                closing.WaitHandle.WaitOne(pause);
            }
        }
    }

    private static bool Look(PostgresSource source, CommitMark mark)
    {
        using var connection = source.Open(source.Name, PostgresRole.Write);
        using var transaction = connection.BeginTransaction();
        using var read = new NpgsqlCommand("SELECT incarnation, commits FROM log WHERE name = $1 FOR UPDATE", connection);
        read.Parameters.Add(new NpgsqlParameter { Value = mark.Log });
        using var row = read.ExecuteReader();
        if (!row.Read())
            return false;
        var (incarnation, commits) = (row.GetString(0), row.GetInt64(1));

        // The count goes on over incarnations: below the mark it was not written by anybody, and only its own incarnation can have reached it
        // as long as that holds the row.
        if (commits < mark.Commits)
            return false;
        return incarnation == mark.Incarnation.ToString() ? true : throw Unknown(source, null);
    }

    private static StoreException Unknown(PostgresSource source, Exception? fault) => new(
        StoreFault.Unreachable, $"The connection to {source.Place} ended at a commit, and nobody can tell whether it was written.", fault);
}
