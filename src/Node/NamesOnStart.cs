using EasyEnclave.Node.Options;
using EasyEnclave.Upstream.Dns;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

/// <summary>Makes names lead here once the server listens, and before it says that it serves: a server that cannot listen moves no name.</summary>
internal sealed partial class NamesOnStart
{
    private readonly ILogger _logger;

    private NamesOnStart(ILogger logger) => _logger = logger;

    /// <summary>Sets the names, within a bounded time.</summary>
    /// <param name="options">The options; without an order there is nothing to do.</param>
    /// <param name="logging">Where logs go.</param>
    /// <param name="stop">Ends when the program is to stop.</param>
    /// <returns>Whether the start goes on; if not, the reason was told.</returns>
    public static async Task<bool> RunAsync(NamesOptions options, Action<ILoggingBuilder> logging, Task stop)
    {
        if (options.OnStart is not { } order)
        {
            return true;
        }

        using ILoggerFactory loggers = LoggerFactory.Create(logging);
        using CancellationTokenSource stopping = new();
        NamesOnStart names = new(loggers.CreateLogger<NamesOnStart>());
        DnsUpdate update = new(order, new DnsLimits(), network: null, TimeProvider.System, names._logger);
        Task<DnsReport> running = update.RunAsync(rehearse: false, stopping.Token);
        if (await Task.WhenAny(running, stop).ConfigureAwait(false) == running)
        {
            return names.Tell(await running.ConfigureAwait(false), options.FailOnError);
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(running).ConfigureAwait(false);
        return true;
    }

    private bool Tell(DnsReport report, bool failOnError)
    {
        foreach (string note in report.Notes)
        {
            LogNote(note);
        }

        foreach (DnsChange change in report.Changes)
        {
            LogChange(change.Verb == DnsVerb.Left ? LogLevel.Warning : LogLevel.Information, change);
        }

        foreach (DnsFault fault in report.Faults)
        {
            if (failOnError)
            {
                Console.Error.WriteLine($"error: names were not set: {fault.Detail}. To start all the same, set EE_DNS_FAIL_ON_ERROR=false.");
            }
            else
            {
                LogFault(fault.Code, fault.Detail);
            }
        }

        return report.Faults.Count == 0 || !failOnError;
    }
}
