using System.Net;
using System.Text.Json;
using EasyEnclave.Cli;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary>The whole command line in this process: a folder to write in, variables, a clock, and a network that is a script.</summary>
internal sealed class CliRun : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ee-cli-");

    public ManualTime Time { get; init; } = new(Now);

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public byte[] Input { get; set; } = [];

    public HttpMessageHandler? Network { get; set; }

    public Func<DnsEndPoint, Task<Stream>> Dial { get; set; } = _ => throw new InvalidOperationException("This command may not dial.");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Runs a command line for people.</summary>
    public async Task<int> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var tree = new CommandTree(new Shell
        {
            Output = output,
            Error = error,
            Input = () => new MemoryStream(Input),
            Variable = name => Variables.GetValueOrDefault(name),
            Time = Time,
            Dial = (to, _) => Dial(to),
            Network = _ => Network ?? throw new InvalidOperationException("This command may not reach out."),
        });
        ExitCode = await tree.RunAsync(args, CancellationToken.None);
        (Output, Error) = (output.ToString(), error.ToString());
        return ExitCode;
    }

    /// <summary>Runs a command line for programs: all of it is one JSON object on standard output.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        await RunAsync([.. args, "--json"]);
        Assert.Empty(Error);
        using var document = JsonDocument.Parse(Output);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
