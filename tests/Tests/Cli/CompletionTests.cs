using System.Diagnostics;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee completion</c>, and what the scripts ask for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("cl", "cluster")]
    [InlineData("cluster ", "drain")]
    [InlineData("cluster dr", "drain")]
    [InlineData("agents ban a --sc", "--scope")]
    [InlineData("agents ban a --scope pl", "platform")]
    public async Task WhatMayComeNextIsSuggested(string line, string wanted)
    {
        Assert.Equal(0, await _cli.RunAsync($"[suggest:{line.Length}]", line));

        Assert.Contains(wanted, _cli.Output.Split('\n', StringSplitOptions.TrimEntries));
        Assert.DoesNotContain("apps", _cli.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _ee ee")]
    [InlineData("zsh", "compdef _ee ee")]
    [InlineData("fish", "complete -c ee")]
    public async Task EachShellHasItsScript(string shell, string line)
    {
        Assert.Equal(0, await _cli.RunAsync("completion", shell));
        Assert.Contains(line, _cli.Output, StringComparison.Ordinal);
        Assert.Contains(line, (await _cli.JsonAsync("completion", shell)).GetProperty("script").GetString(), StringComparison.Ordinal);
    }

    [RequiresProgramFact("bash")]
    public async Task BashCompletesByWhatTheProgramAnswers()
    {
        await _cli.RunAsync("completion", "bash");
        string stub = _cli.Write("ee", "#!/bin/bash\necho \"$1|$2\" >> \"$0.asked\"\nprintf 'drain\\ndown\\nshow\\n'\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string script = _cli.Output + $$"""
            COMP_WORDS=('{{stub}}' cluster d); COMP_CWORD=2; _ee; echo "${COMPREPLY[*]}"
            """;

        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.Equal("drain\ndown", said.Trim().Replace(' ', '\n'));
        Assert.Equal("[suggest:9]|cluster d", (await File.ReadAllTextAsync(stub + ".asked")).Trim());
    }
}
