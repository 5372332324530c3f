using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

/// <summary>Serves until told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Startup.Options(arguments, null, new Dictionary<string, string?>()) is not { } options)
        {
            return ExitCode.Usage;
        }

        using StopSignal stop = new();
        ControlPlane? started = await Startup.StartAsync(options, Startup.Logging).ConfigureAwait(false);
        while (started is not null)
        {
            if (await ServeAsync(started, options, stop).ConfigureAwait(false) is { } code)
            {
                return code;
            }

            // Declared dead while it hung: it comes back as a new incarnation.
            try
            {
                started = await RejoinAsync(options, stop.Stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.Asked.IsCompleted)
            {
                return ExitCode.Done;
            }
        }

        return ExitCode.Failed;
    }

    /// <summary>Serves until told to stop; null when it is to join again.</summary>
    private static async Task<int?> ServeAsync(ControlPlane started, NodeOptions options, StopSignal stop)
    {
        await using (started.ConfigureAwait(false))
        {
            if (!await NamesOnStart.RunAsync(options.Names, Startup.Logging, stop.Asked).ConfigureAwait(false))
            {
                await started.StopAsync().ConfigureAwait(false);
                return ExitCode.Failed;
            }

            Tell(started, options);
            SupervisorNotice.Ready();
            await Task.WhenAny(stop.Asked, started.Fenced, started.LeaveAsked).ConfigureAwait(false);
            bool fenced = started.Fenced.IsCompleted;
            bool rejoins = fenced && options.Cluster is not null;
            if (!rejoins)
            {
                SupervisorNotice.Stopping();
            }

            await started.StopAsync().ConfigureAwait(false);
            return rejoins ? null : fenced ? ExitCode.Failed : ExitCode.Done;
        }
    }

    private static async Task<ControlPlane?> RejoinAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(Startup.Logging);
        ControlPlane? started = null;
        StartFailure? failure = await Rejoining.RunAsync(StartAsync, TimeProvider.System, loggers.CreateLogger(typeof(Rejoining)), cancellationToken)
            .ConfigureAwait(false);
        if (failure is not null)
        {
            Startup.Tell(failure);
        }

        return started;

        async Task<StartFailure?> StartAsync(CancellationToken stopping)
        {
            (started, StartFailure? why) = await Startup.TryStartAsync(options, Startup.Logging, stopping).ConfigureAwait(false);
            return why;
        }
    }

    private static void Tell(ControlPlane node, NodeOptions options)
    {
        string store = options.Cluster is { } cluster ? $"PostgreSQL, node {cluster.Advertise}" : options.DatabasePath;
        Console.WriteLine($"EasyEnclave Control Plane {ControlPlane.Version}: control {node.ControlUrl}, proxy {node.ProxyUrl}, store {store}");
        if (options.Development)
        {
            DevelopmentNotice.Write(Console.Out, options.DevelopmentPlatform!);
        }
    }
}
