using EasyEnclave.Node.Options;

namespace EasyEnclave.Tests.Node;

public sealed class SettingsReaderTests
{
    private const string Secret = "a-secret-of-the-operators";

    [Fact]
    public void TheCommandLineWinsOverTheEnvironmentWhichWinsOverTheFile()
    {
        Settings all = new()
        {
            Arguments = ["--db-path", "by-switch.db"],
            Environment = new Dictionary<string, string?> { ["EE_DB_PATH"] = "by-variable.db", ["EE_CONTROL_PORT"] = "2" },
            File = new Dictionary<string, string?> { ["EasyEnclave:DbPath"] = "by-file.db", ["EasyEnclave:ControlPort"] = "3", ["EasyEnclave:ProxyPort"] = "4" },
        };

        Assert.Equal(["by-switch.db", "2", "4"], new[] { "EE_DB_PATH", "EE_CONTROL_PORT", "EE_PROXY_PORT" }.Select(all.Read().Text));
    }

    [Theory]
    [InlineData("--db-path", "a.db")]
    [InlineData("--db-path=a.db")]
    public void ASwitchTakesItsValueEitherWay(params string[] arguments) =>
        Assert.Equal("a.db", new Settings { Arguments = arguments }.Read().Text("EE_DB_PATH"));

    [Fact]
    public void EmptyIsUnset()
    {
        Assert.False(Settings.Of(("EE_DB_PATH", "")).Read().IsSet("EE_DB_PATH"));
        Assert.False((Settings.Of(("EE_DB_PATH", "a.db")) with { Arguments = ["--db-path="] }).Read().IsSet("EE_DB_PATH"));
        Assert.True(Settings.Of(("EE_DB_PATH", "a.db")).Read().IsSet("EE_DB_PATH"));
    }

    [Fact]
    public void AVariableNobodyKnowsIsWarnedOfAndNoFault()
    {
        SettingsReader reader = Settings.Of(("EE_DB_PAHT", "a.db"), ("PATH", "/bin"), ("EE_DB_PATH_FILE", "a")).Read();

        Assert.Empty(reader.Faults);
        Assert.Equal(["EE_DB_PAHT", "EE_DB_PATH_FILE"], reader.Warnings.Select(warning => warning.Split(' ')[0]));
    }

    [Fact]
    public void WhatTheAgentAndTheToolReadMayStandBesideIt()
    {
        SettingsReader reader = Settings.Of(KnownSettings.Elsewhere.Select(variable => (variable, (string?)"x"))).Read();

        Assert.Empty(reader.Warnings);
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void AVariableThatWouldNotDoWhatItSaysIsAFault() =>
        Assert.All(KnownSettings.NotYet, variable =>
            Assert.StartsWith(variable + ": is not served", Assert.Single(Settings.Of((variable, "1")).Read().Faults)));

    [Theory]
    [InlineData("EasyEnclave:DbPath", true)]
    [InlineData("easyenclave:dbpath", true)]
    [InlineData("EasyEnclave:DbPaht", false)]
    [InlineData("EasyEnclave:AdminPort", false)]
    [InlineData("Logging:LogLevel:Default", true)]
    public void AKeyOfOursThatNobodyKnowsIsRefused(string key, bool taken)
    {
        IReadOnlyList<string> faults = new Settings { File = new Dictionary<string, string?> { [key] = "a" } }.Read().Faults;

        Assert.Equal(taken, faults.Count == 0);
        Assert.All(faults, fault => Assert.StartsWith(key + ": ", fault));
    }

    [Theory]
    [InlineData("--db-paht", "--db-paht: is no switch")]
    [InlineData("db", "db: is no switch")]
    [InlineData("--db-path", "--db-path: needs a value")]
    public void AnArgumentThatMeansNothingIsRefused(string argument, string fault) =>
        Assert.StartsWith(fault, Assert.Single(new Settings { Arguments = [argument] }.Read().Faults));

    [Theory]
    [InlineData("--admin-token", Secret)]
    [InlineData("--admin-token=" + Secret)]
    public void ASecretIsNeverTakenFromTheCommandLineNorRepeated(params string[] arguments)
    {
        SettingsReader reader = new Settings { Arguments = arguments }.Read();

        string fault = Assert.Single(reader.Faults);
        Assert.StartsWith("--admin-token: ", fault);
        Assert.Contains("EE_ADMIN_TOKEN_FILE", fault);
        Assert.DoesNotContain(Secret, fault);
        Assert.False(reader.IsSet("EE_ADMIN_TOKEN"));
    }

    [Fact]
    public void ASecretIsNeverTakenFromTheFileOfSettings()
    {
        SettingsReader reader = new Settings { File = new Dictionary<string, string?> { ["EasyEnclave:AdminToken"] = Secret } }.Read();

        Assert.Contains("EE_ADMIN_TOKEN_FILE", Assert.Single(reader.Faults));
        Assert.False(reader.IsSet("EE_ADMIN_TOKEN"));
    }

    [Fact]
    public void ASecretComesFromItsOwnFileWithoutTheLinesEnd()
    {
        using SettingsFile file = new(Secret + "\n");

        SettingsReader reader = Settings.Of(("EE_ADMIN_TOKEN_FILE", file.Path)).Read();

        Assert.Empty(reader.Faults);
        Assert.Equal(Secret, reader.Text("EE_ADMIN_TOKEN"));
    }

    [Fact]
    public void ASecretsFileThatSaysNothingOrSomethingElseIsRefused()
    {
        using SettingsFile file = new(Secret);
        using SettingsFile empty = new("\n");

        Assert.StartsWith("EE_ADMIN_TOKEN_FILE: and EE_ADMIN_TOKEN are both set", Fault(("EE_ADMIN_TOKEN", Secret), ("EE_ADMIN_TOKEN_FILE", file.Path)));
        Assert.StartsWith("EE_ADMIN_TOKEN_FILE: names an empty file", Fault(("EE_ADMIN_TOKEN_FILE", empty.Path)));
        Assert.StartsWith("EE_ADMIN_TOKEN_FILE: names a file that cannot be read", Fault(("EE_ADMIN_TOKEN_FILE", file.Path + ".none")));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("On", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData(null, false)]
    public void ABooleanIsWrittenAsPeopleWriteIt(string? text, bool value)
    {
        SettingsReader reader = Settings.Of(("EE_TLS_TERMINATED", text)).Read();

        Assert.Equal(value, reader.Flag("EE_TLS_TERMINATED"));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("ja")]
    [InlineData("truee")]
    public void AnythingElseIsNoBoolean(string text)
    {
        SettingsReader reader = Settings.Of(("EE_TLS_TERMINATED", text)).Read();

        Assert.False(reader.Flag("EE_TLS_TERMINATED"));
        Assert.Equal("EE_TLS_TERMINATED: must be true or false", Assert.Single(reader.Faults));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("10", true)]
    [InlineData("0", false)]
    [InlineData("11", false)]
    [InlineData("-1", false)]
    [InlineData("1.5", false)]
    [InlineData("+1", false)]
    [InlineData("99999999999", false)]
    public void ANumberOutsideItsRangeIsRefused(string text, bool taken)
    {
        SettingsReader reader = Settings.Of(("EE_PROXY_HOLD_SEC", text)).Read();

        reader.Number("EE_PROXY_HOLD_SEC", 5, 1, 10);

        Assert.Equal(taken ? [] : ["EE_PROXY_HOLD_SEC: must be a whole number from 1 to 10"], reader.Faults);
    }

    private static string Fault(params (string, string?)[] variables) => Assert.Single(Settings.Of(variables).Read().Faults);
}
