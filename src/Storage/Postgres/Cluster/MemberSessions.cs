namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>Ends a dead incarnation's connections, so that nothing of it is on its way any more.</summary>
internal static class MemberSessions
{
    // Nobody waits for them: one that still commits holds its log's row until it is through, and who declares it dead needs that row.
    public static void End(PostgresLink link, Guid incarnation)
    {
        using var end = link.Use("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE application_name = ? AND datname = current_database() AND pid <> pg_backend_pid()
            """);
        end.Bind(1, PostgresSource.NameOf(incarnation)).Step();
    }
}
