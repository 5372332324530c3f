using System.Text.RegularExpressions;
using EasyEnclave.ContactDiscovery;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Example;

/// <summary>Holds the example's page to what the program really reads.</summary>
public sealed partial class ContactSettingsTests
{
    /// <summary>Every variable the program asks for.</summary>
    internal static IReadOnlyList<string> Variables { get; } = Asked();

    [Fact]
    public void ThePageListsEveryVariableAndNoOther()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docker", "example", "README.md"));

        Assert.Equal(Variables, Row().Matches(page).SelectMany(row => Name().Matches(row.Value)).Select(name => name.Value).Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<string> Asked()
    {
        SortedSet<string> asked = new(StringComparer.Ordinal);
        ContactOptionsReader.Read(name =>
        {
            asked.Add(name);
            return null;
        });
        return [.. asked];
    }

    [GeneratedRegex(@"^\| `CONTACT_[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("CONTACT_[A-Z_]+")]
    private static partial Regex Name();
}
