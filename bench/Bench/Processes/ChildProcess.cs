using System.Collections;
using System.Diagnostics;

namespace EasyEnclave.Bench.Processes;

/// <summary>A process that a benchmark started; it ends with the benchmark.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts a program of this project, and waits for the first line for which <paramref name="ready"/> gives a value.</summary>
    public static Task<(ChildProcess Child, T Ready)> StartAsync<T>(
        string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings, Func<string, T?> ready)
        where T : class =>
        LaunchAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments],
            settings,
            ready);

    /// <summary>Starts a child of this program itself that prints its address.</summary>
    public static Task<(ChildProcess Child, Uri Ready)> ServeAsync(string what, params string[] arguments) =>
        StartAsync(
            "EasyEnclave.Bench",
            ["serve", what, .. arguments],
            new Dictionary<string, string>(),
            line => Uri.TryCreate(line, UriKind.Absolute, out var url) ? url : null);

    /// <summary>Starts any program that needs no word to be ready.</summary>
    public static ChildProcess Start(string program, params string[] arguments) => new(Begin(program, arguments, new Dictionary<string, string>()));

    public void Dispose()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }

        _process.Dispose();
    }

    private static async Task<(ChildProcess Child, T Ready)> LaunchAsync<T>(
        string program, string[] arguments, IReadOnlyDictionary<string, string> settings, Func<string, T?> ready)
        where T : class
    {
        var process = Begin(program, arguments, settings);
        var child = new ChildProcess(process);
        var said = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new List<string>();
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => said.TrySetException(new InvalidOperationException("It ended early"));
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return (child, await said.Task.WaitAsync(StartTime));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            child.Dispose();
            throw new InvalidOperationException($"{string.Join(' ', arguments)} did not come up; it said:\n{string.Join('\n', lines)}", e);
        }

        // Read on to its end, or the child would wait for a reader; the first lines tell why it did not start.
        void Take(string? line)
        {
            if (line is null || said.Task.IsCompleted)
                return;
            lock (lines)
                lines.Add(line);
            if (ready(line) is { } value)
                said.TrySetResult(value);
        }
    }

    private static Process Begin(string program, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // A child is told everything here: what the caller's shell has set for a node of its own must not reach it.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("EE_", StringComparison.Ordinal))
                start.Environment.Remove((string)variable.Key);
        }

        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
