using System.Collections;
using System.Security.Cryptography;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Storage.Sqlite;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

/// <summary>The steps that every way of starting shares: read settings, open the store, start, and say in one line why not.</summary>
internal static class Startup
{
    /// <summary>Reads settings; null, and all faults told, when they cannot be used.</summary>
    /// <param name="arguments">The command line without the verb.</param>
    /// <param name="developmentPlatform">The simulated platform's folder that the verb <c>dev</c> chose.</param>
    /// <param name="defaults">Values that hold where nothing else is set.</param>
    public static NodeOptions? Options(
        IReadOnlyList<string> arguments, string? developmentPlatform, IReadOnlyDictionary<string, string?> defaults)
    {
        if (Gather(arguments, Environment(defaults)) is not { } settings)
        {
            return null;
        }

        foreach (string warning in settings.Warnings)
        {
            Console.Error.WriteLine("warning: " + warning);
        }

        if (NodeOptionsReader.TryRead(settings, developmentPlatform, out NodeOptions options))
        {
            return options;
        }

        foreach (string fault in settings.Faults)
        {
            Console.Error.WriteLine("error: " + fault);
        }

        return null;
    }

    /// <summary>Gathers some settings of a server that runs already; null, and the reason told, when they cannot be read.</summary>
    /// <param name="arguments">The command line without the verb.</param>
    /// <param name="asked">Which variables of the environment are looked at.</param>
    public static SettingsReader? Read(IReadOnlyList<string> arguments, Func<string, bool> asked) =>
        Gather(arguments, Environment(new Dictionary<string, string?>()).Where(pair => asked(pair.Key)).ToDictionary(StringComparer.Ordinal));

    /// <summary>Starts a control plane; null, and the reason told, when it cannot.</summary>
    public static async Task<ControlPlane?> StartAsync(NodeOptions options, Action<ILoggingBuilder> logging)
    {
        (ControlPlane? started, StartFailure? failure) = await TryStartAsync(options, logging, CancellationToken.None).ConfigureAwait(false);
        if (failure is not null)
        {
            Tell(failure);
        }

        return started;
    }

    /// <summary>Starts a control plane, or says why it cannot.</summary>
    public static async Task<(ControlPlane? Started, StartFailure? Failure)> TryStartAsync(
        NodeOptions options, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        try
        {
            using ILoggerFactory loggers = LoggerFactory.Create(logging);
            IStore store = options.Cluster is { } cluster
                ? await PostgresStore.OpenAsync(
                    cluster.DatabaseUrl, TimeProvider.System, loggers.CreateLogger<PostgresStore>(), cancellationToken).ConfigureAwait(false)
                : await SqliteStore.OpenAsync(
                    options.DatabasePath, TimeProvider.System, loggers.CreateLogger<SqliteStore>(), cancellationToken).ConfigureAwait(false);
            return (await ControlPlane.StartAsync(options, store, TimeProvider.System, logging, cancellationToken).ConfigureAwait(false), null);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return (null, new StartFailure(
                e.Message + " Stop the other program, or set EE_CONTROL_PORT, EE_PROXY_PORT or EE_CLUSTER_PORT to a free port.", StoreAway: false));
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException
            or System.Net.Sockets.SocketException or System.Data.Common.DbException)
        {
            return (null, new StartFailure(e.Message, e is StoreException { Fault: StoreFault.Unreachable } or System.Data.Common.DbException));
        }
    }

    /// <summary>Tells why it did not start.</summary>
    public static void Tell(StartFailure failure) => Console.Error.WriteLine("error: " + failure.Message);

    /// <summary>Logs as the operator reads them: one line each, on standard output.</summary>
    public static void Logging(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is told in one line by whoever started it.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static SettingsReader? Gather(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        try
        {
            return SettingsReader.Read(arguments, environment, Settings());
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine("appsettings.json: " + e.Message);
            return null;
        }
    }

    private static Dictionary<string, string?> Environment(IReadOnlyDictionary<string, string?> defaults)
    {
        Dictionary<string, string?> environment = new(defaults, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            if (entry.Value is string { Length: > 0 } value)
            {
                environment[(string)entry.Key] = value;
            }
        }

        // A secret that the operator keeps in a file needs no default beside it.
        foreach (string name in defaults.Keys.Where(name => environment.ContainsKey(name + "_FILE") && environment[name] == defaults[name]))
        {
            environment.Remove(name);
        }

        return environment;
    }

    private static IConfigurationRoot Settings() => new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false)
        .Build();
}
