using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Where links are opened, and by which name the server knows them.</summary>
internal sealed class PostgresSource(string connectionString)
{
    private string _name = "ee";

    /// <summary>The server and the database, for people; without the password.</summary>
    public string Place { get; } = PlaceOf(new NpgsqlConnectionStringBuilder(connectionString));

    /// <summary>What the server shows of each session: the incarnation that it belongs to, by which it is ended once that is dead.</summary>
    public string Name => Volatile.Read(ref _name);

    public static string NameOf(Guid incarnation) => $"ee:{incarnation}";

    /// <summary>From now on all links are this incarnation's.</summary>
    public void Belong(Guid incarnation) => Volatile.Write(ref _name, NameOf(incarnation));

    public NpgsqlConnection Open(string name, PostgresRole role)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name,
            Options = Settings(role),
            CommandTimeout = role == PostgresRole.Long ? 0 : 10,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A plan that is kept from when a table was small may read all of it once it is large. So queries are planned for what they are given; a
    // commit's statements, whose values are large and copied into such a plan, are planned once, and written so that each finds its rows
    // by an index whatever the plan: no tables of any size are joined. Nothing here is worth compiling.
    private static string Settings(PostgresRole role) => role switch
    {
        PostgresRole.Long =>
            "-c jit=off -c plan_cache_mode=force_custom_plan -c statement_timeout=10min -c lock_timeout=1min -c idle_in_transaction_session_timeout=5min",
        PostgresRole.Read =>
            "-c jit=off -c plan_cache_mode=force_custom_plan -c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s " +
            "-c default_transaction_read_only=on",
        _ =>
            "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c statement_timeout=5s -c lock_timeout=2s " +
            "-c idle_in_transaction_session_timeout=1s",
    };

    private static string PlaceOf(NpgsqlConnectionStringBuilder parts) => $"{parts.Host}/{parts.Database}";
}
