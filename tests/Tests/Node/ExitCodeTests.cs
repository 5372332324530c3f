using System.Diagnostics;

namespace EasyEnclave.Tests.Node;

/// <summary>Runs the program itself: what scripts and service supervisors go by is its exit code and what it says on standard error.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public async Task TheVersionIsSaidAndAllIsWell()
    {
        (int code, string output, string error) = await RunAsync(["--version"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", output);
    }

    [Fact]
    public async Task WrongSettingsEndWithTwoAndAllOfThemAreTold()
    {
        (int code, _, string error) = await RunAsync(["--nonsense"], ("EE_CONTROL_PORT", "x"), ("EE_ADMIN_PORT", "8090"), ("EE_TYPO", "1"));

        Assert.Equal(2, code);
        Assert.Equal(
            ["warning: EE_TYPO", "error: EE_ADMIN_PORT:", "error: --nonsense:", "error: EE_CONTROL_PORT:"],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ')[..2])));
    }

    [Fact]
    public async Task TheDemonstrationTakesItsTokenFromAFileInsteadOfDrawingOne()
    {
        using SettingsFile token = new("a-token-from-a-file-alone");

        (int code, _, string error) = await RunAsync(["dev"], ("EE_ADMIN_TOKEN_FILE", token.Path), ("EE_CONTROL_PORT", "x"));
        (_, _, string both) = await RunAsync(
            ["dev"], ("EE_ADMIN_TOKEN_FILE", token.Path), ("EE_ADMIN_TOKEN", "another-token-beside-it"), ("EE_CONTROL_PORT", "x"));

        Assert.Equal(2, code);
        Assert.StartsWith("error: EE_CONTROL_PORT:", error);
        Assert.StartsWith("error: EE_ADMIN_TOKEN_FILE: and EE_ADMIN_TOKEN are both set", both);
    }

    [Fact]
    public async Task AFileThatIsNoStoreEndsWithOneAndOneSentence()
    {
        using SettingsFile file = new(new string('x', 4096));

        (int code, _, string error) = await RunAsync([], ("EE_DB_PATH", file.Path));

        Assert.Equal(1, code);
        Assert.StartsWith("error: ", error);
        Assert.DoesNotContain("   at ", error);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
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
        foreach ((string name, string value) in variables.Append(("EE_CONTROL_BIND", "127.0.0.1")).Append(("EE_PROXY_BIND", "127.0.0.1")))
            start.Environment[name] = value;
        start.Environment.TryAdd("EE_PROXY_PORT", "0");
        start.Environment.TryAdd("EE_CONTROL_PORT", "0");

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
