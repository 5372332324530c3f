using EasyEnclave.Node.Options;
using Microsoft.Extensions.Configuration;

namespace EasyEnclave.Tests.Node.Options;

/// <summary>The settings that say who is asked for collateral and allowlists.</summary>
public sealed class UpstreamSettingsTests
{
    [Theory]
    [InlineData("https://pccs.example:8081/sgx/certification/v4/")]
    [InlineData("http://127.0.0.1:8081")]
    [InlineData("http://localhost:8081")]
    public void ACachingServiceIsTaken(string url)
    {
        Assert.Empty(Faults(("EE_PCCS_URL", url), out NodeOptions options));
        Assert.Equal(new Uri(url), options.PccsUrl);
    }

    [Theory]
    [InlineData("http://pccs.example:8081")]
    [InlineData("https://name:secret@pccs.example")]
    [InlineData("https://pccs.example/?a=b")]
    [InlineData("pccs.example")]
    [InlineData("file:///pccs")]
    public void AnAddressThatOthersCouldAnswerForIsAFault(string url) =>
        Assert.StartsWith("EE_PCCS_URL: must be an http", Assert.Single(Faults(("EE_PCCS_URL", url), out _)), StringComparison.Ordinal);

    [Fact]
    public void ADirectoryAndACachingServiceExcludeEachOther()
    {
        string[] faults = Faults([("EE_PCCS_URL", "https://pccs.example"), ("EE_COLLATERAL_DIR", Path.GetTempPath())], out _);

        Assert.StartsWith("EE_PCCS_URL: and EE_COLLATERAL_DIR", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void GitHubIsAskedUnlessThisIsADevelopersMachine()
    {
        Assert.Equal(new Uri("https://api.github.com"), Settings.Of().Accepted().GitHubApi);
        Assert.Null(Settings.Of().Accepted(verbPlatform: "platform").GitHubApi);
        Assert.Equal(
            new Uri("http://127.0.0.1:1"), Settings.Of(("EE_GITHUB_API_URL", "http://127.0.0.1:1")).Accepted(verbPlatform: "platform").GitHubApi);
    }

    [Theory]
    [InlineData("EE_GITHUB_API_URL", "http://github.example")]
    [InlineData("EE_GITHUB_TOKEN", "two words")]
    [InlineData("EE_GITHUB_TOKEN", "two\nlines")]
    [InlineData("EE_ALLOWED_OWNERS", "acme,https://github.com/other")]
    [InlineData("EE_ALLOWLIST_ASSET", "folder/list.json")]
    [InlineData("EE_ALLOWLIST_MAX_STALE_SEC", "-1")]
    public void WhatCannotBeMeantIsAFault(string variable, string value)
    {
        string fault = Assert.Single(Faults((variable, value), out _));

        Assert.StartsWith(variable + ": must be", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("two", fault, StringComparison.Ordinal);
    }

    private static string[] Faults((string Name, string Value) variable, out NodeOptions options) => Faults([variable], out options);

    private static string[] Faults((string Name, string Value)[] variables, out NodeOptions options)
    {
        SettingsReader reader = SettingsReader.Read(
            [], variables.ToDictionary(pair => pair.Name, pair => (string?)pair.Value), new ConfigurationBuilder().Build());
        NodeOptionsReader.TryRead(reader, developmentPlatform: null, out options);
        return [.. reader.Faults];
    }
}
