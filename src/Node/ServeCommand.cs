using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Node;

/// <summary>Serves until told to stop.</summary>
internal static class ServeCommand
{
    // A node that was declared dead while it hung comes back as a new incarnation; the pause keeps a broken one from spinning.
    private static readonly TimeSpan Rejoin = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Startup.Options(arguments, null, new Dictionary<string, string?>()) is not { } options)
        {
            return ExitCode.Usage;
        }

        using StopSignal stop = new();
        while (true)
        {
            bool fenced = false;
            ControlPlane? started = await Startup.StartAsync(options, Startup.Logging).ConfigureAwait(false);
            if (started is null)
            {
                return ExitCode.Failed;
            }

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
                fenced = started.Fenced.IsCompleted;
                if (!fenced || options.Cluster is null)
                {
                    SupervisorNotice.Stopping();
                }

                await started.StopAsync().ConfigureAwait(false);
            }

            if (!fenced || options.Cluster is null)
            {
                return fenced ? ExitCode.Failed : ExitCode.Done;
            }

            await Task.WhenAny(stop.Asked, Task.Delay(Rejoin, TimeProvider.System)).ConfigureAwait(false);
            if (stop.Asked.IsCompleted)
            {
                return ExitCode.Done;
            }
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
