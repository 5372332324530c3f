using System.Diagnostics;
using System.Globalization;
using System.Text;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>The server program in a process of its own, to which a test can send signals.</summary>
/// <remarks>The kernel ends it when the tests are killed; for that the thread that starts it stays.</remarks>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const int OutputMost = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output;

    private NodeProcess(Process process, StringBuilder output)
    {
        _process = process;
        _output = output;
    }

    public bool Runs => !_process.HasExited;

    /// <summary>All it said.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the program with nothing in its environment but these variables.</summary>
    public static async Task<NodeProcess> StartAsync(IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new(
            InstalledProgram.Find("setpriv"), ["--pdeathsig", "KILL", "dotnet", Path.Combine(AppContext.BaseDirectory, "EasyEnclave.Node.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("EE_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;

        StringBuilder output = new();
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Process process = Process.Start(start)!;
                process.OutputDataReceived += (_, line) => Take(output, line.Data);
                process.ErrorDataReceived += (_, line) => Take(output, line.Data);
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
            Name = "node",
        }.Start();
        return new NodeProcess(await started.Task, output);
    }

    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>kill -9, which also ends one that is stopped.</summary>
    public async Task KillAsync()
    {
        if (Runs)
            _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static void Take(StringBuilder output, string? line)
    {
        lock (output)
        {
            if (output.Length < OutputMost)
                output.AppendLine(line);
        }
    }
}
