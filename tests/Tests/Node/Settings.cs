using EasyEnclave.Node.Options;
using Microsoft.Extensions.Configuration;

namespace EasyEnclave.Tests.Node;

/// <summary>The three places that settings come from, as a test fills them.</summary>
internal sealed record Settings
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyDictionary<string, string?> File { get; init; } = new Dictionary<string, string?>();

    /// <summary>Settings in the environment alone.</summary>
    public static Settings Of(params IEnumerable<(string Name, string? Value)> variables) =>
        new() { Environment = variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal) };

    public SettingsReader Read() => SettingsReader.Read(Arguments, Environment, new ConfigurationBuilder().AddInMemoryCollection(File).Build());

    /// <summary>The options; fails the test when there is a fault.</summary>
    /// <param name="verbPlatform">The folder that the verb <c>dev</c> chose.</param>
    public NodeOptions Accepted(string? verbPlatform = null)
    {
        SettingsReader reader = Read();
        bool read = NodeOptionsReader.TryRead(reader, verbPlatform, out NodeOptions options);
        Assert.Equal("", string.Join('\n', reader.Faults));
        Assert.True(read);
        return options;
    }

    /// <summary>The faults; fails the test when there are none.</summary>
    public IReadOnlyList<string> Refused(string? verbPlatform = null)
    {
        SettingsReader reader = Read();
        Assert.False(NodeOptionsReader.TryRead(reader, verbPlatform, out _));
        return reader.Faults;
    }
}
