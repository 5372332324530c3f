using EasyEnclave.Agent.Options;
using EasyEnclave.Node.Options;
using EasyEnclave.Tests.Architecture;

namespace EasyEnclave.Tests.Node;

/// <summary>Holds docs/configuration.md to the settings there are: a setting that nobody can read about is as good as none.</summary>
public sealed class ConfigurationDocTests
{
    private const string Page = "docs/configuration.md";
    private const string None = "–";

    [Fact]
    public void TheTableListsExactlyTheServersSettings() =>
        Assert.Equal(
            KnownSettings.All.Select(setting => string.Join(' ',
                setting.Variable,
                setting.Secret ? None : setting.Switch,
                setting.Secret ? None : setting.Key["EasyEnclave:".Length..].ToUpperInvariant(),
                setting.Default == "-" ? None : setting.Default)),
            MarkdownTables.Rows(Page, "## The server").Select(row => string.Join(' ', row[0], row[1], row[2].ToUpperInvariant(), row[3])));

    [Fact]
    public void EveryServersSettingIsExplained() =>
        Assert.All(MarkdownTables.Rows(Page, "## The server"), row => Assert.True(row.Length == 5 && row[4].Length > 5, row[0]));

    [Fact]
    public void TheTableListsExactlyWhatIsRefusedSinceItIsNotServed() =>
        Assert.Equal(
            KnownSettings.NotYet.Order(StringComparer.Ordinal),
            MarkdownTables.Rows(Page, "## Variables this version refuses").SelectMany(row => row[0].Split(' ')).Order(StringComparer.Ordinal));

    [Fact]
    public void TheTableListsExactlyTheAgentsVariables() =>
        Assert.Equal(
            AgentVariables.All.Order(StringComparer.Ordinal),
            MarkdownTables.Rows(Page, "## The agent").SelectMany(row => row[0].Split(' ')).Order(StringComparer.Ordinal));

    [Fact]
    public void NoTwoSettingsShareASwitchOrAKey()
    {
        Assert.Equal(KnownSettings.All.Count, KnownSettings.All.Select(setting => setting.Switch).Distinct().Count());
        Assert.Equal(KnownSettings.All.Count, KnownSettings.All.Select(setting => setting.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Empty(KnownSettings.All.Select(setting => setting.Variable).Intersect(KnownSettings.NotYet));
    }
}
