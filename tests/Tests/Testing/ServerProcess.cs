using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Testing;

/// <summary>The server program in a process of its own, as an operator starts it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _last;

    private ServerProcess(Process process, string last)
    {
        _process = process;
        _last = last;
        process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public Uri Control => new(UrlOf("control"));

    public Uri Proxy => new(UrlOf("proxy"));

    /// <summary>The token that development mode prints.</summary>
    public string Token => TokenLine().Match(Output).Groups["token"].Value;

    /// <summary>Starts it with nothing in its environment but these variables.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="last">What stands in the last line it prints before it serves.</param>
    /// <param name="variables">Names and values.</param>
    public static ServerProcess Start(string[] arguments, string last, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "EasyEnclave.Node.dll"), .. arguments])
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
        return new ServerProcess(Process.Start(start)!, last);
    }

    /// <summary>Waits until it serves.</summary>
    public async Task<ServerProcess> ServingAsync()
    {
        await Task.WhenAny(_told.Task, _process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(_told.Task.IsCompleted, "It ended: " + Output + Errors);
        return this;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGTERM, as whatever runs the program sends it.</summary>
    public async Task TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Take(StringBuilder text, string? line)
    {
        lock (text)
            text.AppendLine(line);
        if (line?.Contains(_last, StringComparison.Ordinal) == true)
            _told.TrySetResult();
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private string UrlOf(string name) => Regex.Match(Output, $@"\b{name}\s+(https?://[^\s,]+)").Groups[1].Value;

    [GeneratedRegex(@"^\s*token\s+(?<token>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TokenLine();
}
