using EasyEnclave.Node.Composition;

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
        if (started is null)
        {
            return ExitCode.Failed;
        }

        await using ControlPlane node = started;
        if (!await NamesOnStart.RunAsync(options.Names, Startup.Logging, stop.Asked).ConfigureAwait(false))
        {
            await node.StopAsync().ConfigureAwait(false);
            return ExitCode.Failed;
        }

        Console.WriteLine($"EasyEnclave Control Plane {ControlPlane.Version}: control {node.ControlUrl}, proxy {node.ProxyUrl}, store {options.DatabasePath}");
        if (options.Development)
        {
            DevelopmentNotice.Write(Console.Out, options.DevelopmentPlatform!);
        }

        SupervisorNotice.Ready();
        await Task.WhenAny(stop.Asked, node.Fenced).ConfigureAwait(false);
        bool fenced = node.Fenced.IsCompleted;
        SupervisorNotice.Stopping();
        await node.StopAsync().ConfigureAwait(false);
        return fenced ? ExitCode.Failed : ExitCode.Done;
    }
}
