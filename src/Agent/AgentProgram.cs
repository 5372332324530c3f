using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent;

/// <summary>The agent as a process: reads its settings, says what is wrong with them, runs until it is signalled; the verb claims only prints its claims.</summary>
internal static class AgentProgram
{
    private const int Stopped = 0;
    private const int CannotStart = 1;
    private const int WronglyConfigured = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        bool claimsOnly = args is ["claims", ..];
        OptionsReading reading = Read(claimsOnly ? args[1..] : args);
        foreach (string warning in reading.Warnings)
            await Console.Error.WriteLineAsync($"warning: {warning}");
        foreach (OptionFault fault in reading.Faults)
            await Console.Error.WriteLineAsync($"{fault}");
        if (reading.Options is not { } options)
            return WronglyConfigured;

        if (claimsOnly)
        {
            await Console.Out.WriteLineAsync(ClaimsText(options));
            return Stopped;
        }

        if (options.QuoteProvider == QuoteProvider.Simulated)
            await Console.Error.WriteLineAsync("*** SIMULATED QUOTES: THIS IS NOT HARDWARE. Nothing this agent says about itself is proved. ***");

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        }));
        try
        {
            await AgentHost.RunAsync(options, TimeProvider.System, loggers, quotes: null, stop.Token);
            return Stopped;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cannot start: {e.Message}");
            return CannotStart;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>What the release's allowlist must list for an agent with these settings: the claims as one JSON object.</summary>
    private static string ClaimsText(AgentOptions options)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
            ClaimsSource.Of(options).WriteTo(json);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static OptionsReading Read(string[] args)
    {
        Dictionary<string, string?> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value;
        IReadOnlyList<OptionFault> wrong = CommandLine.Apply(args, variables);
        OptionsReading reading = AgentOptionsReader.Read(variables);
        return wrong.Count == 0 ? reading : reading with { Options = null, Faults = [.. wrong, .. reading.Faults] };
    }
}
