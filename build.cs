#:property PublishAot=false

// The steps of the build, the same on every machine: dotnet run build.cs -- <step>... [--configuration Debug|Release]
// build.sh and build.ps1 are this line. Steps run in the order given; the first that fails ends the run with its exit code.

using System.Diagnostics;
using System.Runtime.CompilerServices;

const string Solution = "EasyEnclave.sln";

var root = RootFolder();
var configuration = "Debug";
var steps = new Dictionary<string, (string Says, Func<int> Run)>(StringComparer.Ordinal)
{
    ["restore"] = ("fetch the packages", () => DotNet("restore", Solution)),
    ["build"] = ("compile everything, warnings as errors", () => DotNet("build", Solution, "--configuration", configuration)),
    ["format"] = ("check the format; `dotnet format` repairs it", () => DotNet("format", Solution, "--verify-no-changes")),
    ["test"] = ("run every test", Test),
    ["fuzz"] = ("feed the verifier's readers with broken input for 20 s", () => Fuzz("20", "1")),
    ["publish"] = ("single self-contained files for linux-x64, in artifacts/publish", () => Publish("Node", "Agent", "Cli")),
    ["publish-node"] = ("of these the server alone", () => Publish("Node")),
    ["publish-agent"] = ("of these the agent alone", () => Publish("Agent")),
};
string[] everything = ["restore", "build", "format", "test", "fuzz", "publish"];

var wanted = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "all":
            wanted.AddRange(everything);
            break;
        case "--configuration" or "-c" when i + 1 < args.Length && args[i + 1] is "Debug" or "Release":
            configuration = args[++i];
            break;
        case var step when steps.ContainsKey(step):
            wanted.Add(step);
            break;
        default:
            return Usage($"'{args[i]}' is no step");
    }
}

if (wanted.Count == 0)
    return Usage("no step named");

foreach (var step in wanted)
{
    var watch = Stopwatch.StartNew();
    Console.WriteLine($"== {step}: {steps[step].Says}");
    if (steps[step].Run() is not 0 and var code)
    {
        Console.Error.WriteLine($"== {step} failed with exit code {code}");
        return code;
    }

    Console.WriteLine($"== {step} done in {watch.Elapsed.TotalSeconds:F0} s");
}

return 0;

// One seed, so that a commit is judged by what it changes; other seeds are for longer runs by hand.
int Fuzz(string seconds, string seed) =>
    DotNet("run", "--project", Path.Combine("tests", "Fuzz"), "--configuration", configuration, "--", "--seconds", seconds, "--seed", seed);

// One assembly after the other: the one with processes and real time of its own wants the machine for itself.
int Test()
{
    var failed = 0;
    foreach (var project in (string[])["Tests", "ClusterTests"])
    {
        var code = DotNet("test", Path.Combine("tests", project), "--configuration", configuration);
        failed = failed == 0 ? code : failed;
    }

    return failed;
}

int Publish(params string[] projects)
{
    foreach (var project in projects)
    {
        var code = DotNet(
            "publish",
            Path.Combine("src", project),
            "--configuration",
            "Release",
            "--runtime",
            "linux-x64",
            "--self-contained",
            "-p:PublishSingleFile=true",
            "-p:DebugType=embedded",
            "-p:PublishReferencesDocumentationFiles=false",
            "-p:PublishDocumentationFiles=false",
            "--output",
            Path.Combine("artifacts", "publish", project.ToLowerInvariant()));
        if (code != 0)
            return code;
    }

    return 0;
}

int DotNet(params string[] arguments)
{
    var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root };
    start.Environment["DOTNET_NOLOGO"] = "1";
    start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    process.WaitForExit();
    return process.ExitCode;
}

int Usage(string fault)
{
    Console.Error.WriteLine($"build: {fault}");
    Console.Error.WriteLine("usage: dotnet run build.cs -- <step>... [--configuration Debug|Release]");
    foreach (var (name, (says, _)) in steps)
        Console.Error.WriteLine($"  {name,-13} {says}");
    Console.Error.WriteLine($"  {"all",-13} {string.Join(", ", everything)}");
    return 2;
}

static string RootFolder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
