using System.Text.Json.Nodes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

public sealed class AllowlistCheckTests : IDisposable
{
    private readonly CliRun _cli = new();

    [Theory]
    [InlineData("1.0.json")]
    [InlineData("1.1-one-firmware.json")]
    [InlineData("1.1-several-firmwares.json")]
    public async Task TheExamplesAreTaken(string example)
    {
        var told = await _cli.JsonAsync("allowlist", "check", Example(example));

        Assert.Equal((0, "accepted"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Equal(64, told.GetProperty("sha256").GetString()!.Length);
        Assert.True(told.GetProperty("claims").GetProperty("sealed").GetBoolean());
    }

    [Fact]
    public async Task AListWithoutFirmwareIsRefusedInForge1AndTakenInTheSandbox()
    {
        var file = Changed(list => list["quote_measurements"]!.AsObject().Remove("mrtd"));

        var told = await _cli.JsonAsync("allowlist", "check", file);
        Assert.Equal((1, "allowlist_invalid"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Contains("mrtd", told.GetProperty("detail").GetString(), StringComparison.Ordinal);

        Assert.Equal(0, await _cli.RunAsync("allowlist", "check", file, "--network", "sandbox-1"));
    }

    [Fact]
    public async Task AnotherReleasesListIsRefused()
    {
        Assert.Equal(0, await _cli.RunAsync("allowlist", "check", Example("1.0.json"), "--tag", "v1.0.0"));
        Assert.Equal(1, await _cli.RunAsync("allowlist", "check", Example("1.0.json"), "--tag", "v1.0.1"));
        Assert.StartsWith("REFUSED for forge-1: allowlist_invalid\n", _cli.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"release_tag\": 5}")]
    [InlineData("{\"version\":\"1.0\",\"release_tag\":\"v1\",\"release_tag\":\"v1\"}")]
    public async Task WhatIsNoListIsRefusedAndNothingOfItIsTold(string content)
    {
        var file = _cli.Write("list.json", System.Text.Encoding.UTF8.GetBytes(content));

        var told = await _cli.JsonAsync("allowlist", "check", file);

        Assert.Equal((1, "allowlist_invalid"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, told.GetProperty("sets").ValueKind);
    }

    [Fact]
    public async Task AQuoteIsComparedRegisterByRegister()
    {
        var registers = JsonNode.Parse(await File.ReadAllBytesAsync(Example("1.0.json")))!["quote_measurements"]!.AsObject();
        string[] given = [.. registers.SelectMany(register => new[] { $"--{register.Key}", register.Value!.GetValue<string>() })];
        await _cli.RunAsync("platform", "new", _cli.PathOf("platform"));
        string[] simulate = ["quote", "simulate", "--platform", _cli.PathOf("platform"), "--report-data", "00", "--out", _cli.PathOf("quote")];

        Assert.Equal(0, await _cli.RunAsync([.. simulate, .. given]));
        Assert.Equal(0, await _cli.RunAsync("allowlist", "check", Example("1.0.json"), "--quote", _cli.PathOf("quote")));

        given[^1] = new string('0', 96);
        Assert.Equal(0, await _cli.RunAsync([.. simulate, .. given]));
        var told = await _cli.JsonAsync("allowlist", "check", Example("1.0.json"), "--quote", _cli.PathOf("quote"));
        Assert.Equal((1, "measurement_mismatch:rtmr3"), (_cli.ExitCode, told.GetProperty("code").GetString()));
    }

    public void Dispose() => _cli.Dispose();

    private static string Example(string name) => Path.Combine(Repository.Root, "allowlist", "examples", name);

    private string Changed(Action<JsonObject> change)
    {
        var list = JsonNode.Parse(File.ReadAllBytes(Example("1.0.json")))!.AsObject();
        change(list);
        return _cli.Write("list.json", System.Text.Encoding.UTF8.GetBytes(list.ToJsonString()));
    }
}
