namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>Ends a dead incarnation's connections, so that nothing of it is on its way any more.</summary>
internal static class MemberSessions
{
    // A session that is asked to end does so at its next look: within moments, but for one that waits for a disk.
    private const int PatienceMilliseconds = 2000;

    public static void End(PostgresLink link, Guid incarnation)
    {
        using var end = link.Use($"""
            SELECT count(*) FROM (
                SELECT pg_terminate_backend(pid, {PatienceMilliseconds}) FROM pg_stat_activity
                WHERE application_name = ? AND datname = current_database() AND pid <> pg_backend_pid()) AS ended
            """);
        end.Bind(1, PostgresSource.NameOf(incarnation)).Step();
    }
}
