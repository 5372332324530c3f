using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EasyEnclave.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EasyEnclave.Tests.Testing;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, at a free port of this machine; it ends with the tests.</summary>
/// <remarks>
/// It refuses to run as root: where the tests do, it runs as <c>postgres</c> or <c>nobody</c>. The kernel ends it when the tests are killed;
/// for that the thread that starts it stays.
/// </remarks>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>What a test needs that uses it.</summary>
    public const string Program = "initdb";

    private const string User = "ee";
    private const string Template = "ee_template";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresServer>> One = new(SharedAsync);
    private static int _names;

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly string[] _settings;
    private Process _process;
    private int _disposed;

    private PostgresServer(string folder, int port, IReadOnlyDictionary<string, string> variables, string[] settings, Process process)
    {
        _folder = folder;
        Port = port;
        _variables = variables;
        _settings = settings;
        _process = process;
    }

    public int Port { get; }

    /// <summary>The postmaster's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The server that all tests of this process share.</summary>
    public static Task<PostgresServer> SharedServer => One.Value;

    /// <summary>Starts one more, for tests that stop or break it.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>.</param>
    public static Task<PostgresServer> StartAsync(params string[] settings) => StartAsync(new Dictionary<string, string>(), settings);

    /// <summary>The same, with variables for its environment.</summary>
    public static Task<PostgresServer> StartAsync(IReadOnlyDictionary<string, string> variables, params string[] settings) => StartAsync(
        data => [InstalledProgram.Find(Program), "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C"], variables, settings);

    /// <summary>Starts a standby that follows this server, until it is promoted.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>.</param>
    public Task<PostgresServer> FollowAsync(params string[] settings) => StartAsync(
        data =>
        [
            InstalledProgram.Find("pg_basebackup"), "-D", data, "-R", "-X", "stream", "-c", "fast",
            "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User,
        ],
        new Dictionary<string, string>(),
        settings);

    private static async Task<PostgresServer> StartAsync(
        Func<string, string[]> make, IReadOnlyDictionary<string, string> variables, string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("ee-postgres-").FullName;
        var owner = Owner();
        if (owner is not null)
            await RunAsync(null, "chown", owner, folder);
        var command = make(Path.Combine(folder, "data"));
        await RunAsync(owner, command[0], command[1..]);
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            var (text, log) = Log();
            var server = new PostgresServer(folder, port, variables, settings, await StartAsync(owner, folder, port, variables, settings, log));
            if (await server.AnswersAsync())
                return server;
            server.Kill();
            if (attempt == 2)
                throw new InvalidOperationException("PostgreSQL does not start: " + text);
        }
    }

    /// <summary>The address of a database, as <c>EE_DB_URL</c> has it.</summary>
    public string Url(string database, int? port = null) =>
        string.Create(CultureInfo.InvariantCulture, $"postgres://{User}@127.0.0.1:{port ?? Port}/{database}");

    /// <summary>Makes an empty database; answers its name.</summary>
    public async Task<string> CreateAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _names)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}" + (template is null ? "" : $" TEMPLATE {template}"));
        return name;
    }

    /// <summary>Makes a database that has the store's tables.</summary>
    public Task<string> CreateStoreAsync() => CreateAsync(Template);

    public Task DropAsync(string database) => ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    /// <summary>Runs a statement of the test's own.</summary>
    public async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var connection = await ConnectAsync(database);
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the tests' own.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Reads one value.</summary>
    public async Task<object?> ReadAsync(string database, string sql)
    {
        await using var connection = await ConnectAsync(database);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Ends it as an administrator does who waits for no session.</summary>
    public async Task StopAsync()
    {
        using (var signal = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, at the same port.</summary>
    public async Task StartAgainAsync()
    {
        var (text, log) = Log();
        _process = await StartAsync(Owner(), _folder, Port, _variables, _settings, log);
        if (!await AnswersAsync())
            throw new InvalidOperationException("PostgreSQL does not start again: " + text);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PostgresServer> SharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await (await PostgresStore.OpenAsync(server.Url(Template), TimeProvider.System, NullLogger<PostgresStore>.Instance, CancellationToken.None)).DisposeAsync();
        return server;
    }

    private static (StringWriter Text, TextWriter Log) Log()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        return (text, TextWriter.Synchronized(text));
    }

    // A quick stop: what is in the folder goes with it.
    private void Kill()
    {
        if (_process.HasExited)
            return;
        using var signal = Process.Start("kill", ["-QUIT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
        if (!_process.WaitForExit(Patience))
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    private async Task<bool> AnswersAsync()
    {
        using CancellationTokenSource late = new(Patience);
        while (!_process.HasExited && !late.IsCancellationRequested)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }

        return false;
    }

    private static Task<Process> StartAsync(
        string? owner, string folder, int port, IReadOnlyDictionary<string, string> variables, string[] settings, TextWriter log)
    {
        string[] all = ["max_connections=300", "shared_buffers=64MB", "max_wal_size=256MB", "logging_collector=off", .. settings];

        // Not in our own environment: what is preloaded would run as root before.
        string[] arguments =
        [
            .. variables.Select(static variable => $"{variable.Key}={variable.Value}"), InstalledProgram.Find("postgres"),
            "-D", Path.Combine(folder, "data"), "-k", folder, "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture),
            .. all.SelectMany(static set => new[] { "-c", set }),
        ];
        var start = StartInfo(owner, InstalledProgram.Find("env"), arguments, "--pdeathsig", "QUIT");
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
                process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception fault)
            {
                started.TrySetException(fault);
            }
        })
        {
            IsBackground = true,
            Name = "postgres",
        }.Start();
        return started.Task;
    }

    private static ProcessStartInfo StartInfo(string? owner, string program, string[] arguments, params string[] more)
    {
        var asOwner = owner is null ? [] : new[] { "--reuid", owner, "--regid", GroupOf(owner), "--clear-groups" };
        var start = owner is null && more.Length == 0
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo(InstalledProgram.Find("setpriv"), [.. asOwner, .. more, program, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        return start;
    }

    private static string GroupOf(string owner) => owner == "nobody" ? "65534" : owner;

    private static async Task RunAsync(string? owner, string program, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(owner, program, arguments))!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {string.Concat(output)}");
    }

    /// <summary>Who runs it where the tests run as root; null where they do not.</summary>
    private static string? Owner() =>
        !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
