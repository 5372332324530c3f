using System.Security.Cryptography;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Development;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

/// <summary>Everything in one process on simulated hardware: control plane, platform, a sample backend, and an attested agent before it.</summary>
internal static class DevCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (DevelopmentApp.Read(Environment.GetEnvironmentVariable, Console.Error) is not { } app)
        {
            return ExitCode.Usage;
        }

        using DevelopmentFolder folder = DevelopmentFolder.Choose(arguments);
        Dictionary<string, string?> defaults = new(StringComparer.Ordinal)
        {
            ["EE_DB_PATH"] = folder.Database,
            ["EE_ALLOWLIST_DIR"] = folder.Allowlists,
            ["EE_ADMIN_TOKEN"] = RandomNumberGenerator.GetHexString(48, lowercase: true),
        };
        if (Startup.Options(arguments, folder.Platform, defaults) is not { } options)
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

        await using SampleBackend backend = await SampleBackend.StartAsync().ConfigureAwait(false);
        using ILoggerFactory loggers = LoggerFactory.Create(Startup.Logging);
        SampleAgent agent = SampleAgent.Of(options, OwnAddress.Reachable(node.ControlUrl), app with { Backend = app.Backend ?? backend.Address });
        agent.Publish(options.AllowlistDirectory!, TimeProvider.System.GetUtcNow());
        using CancellationTokenSource leaving = new();
        Task serving = agent.RunAsync(loggers, leaving.Token);

        DevelopmentNotice.Write(Console.Out, options.DevelopmentPlatform!);
        DevelopmentGuide.Write(Console.Out, node, options, folder, app.Name);
        await Task.WhenAny(stop.Asked, node.Fenced, serving).ConfigureAwait(false);
        bool asked = stop.Asked.IsCompleted;

        // The agent leaves first: a control plane that goes before it would be missed and looked for.
        await leaving.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(serving, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)).ConfigureAwait(false);
        await node.StopAsync().ConfigureAwait(false);
        return asked ? ExitCode.Done : ExitCode.Failed;
    }
}
