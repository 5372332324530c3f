using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EasyEnclave.Tests.Deploying;

/// <summary>A place in a YAML document; one that is not there has no text, no items and no entries.</summary>
internal sealed class Yaml
{
    private readonly YamlNode? _node;

    private Yaml(YamlNode? node, string path)
    {
        _node = node;
        Path = path;
    }

    /// <summary>Where it is, for a fault's text.</summary>
    public string Path { get; }

    public bool Exists => _node is not null;

    public string Text => (_node as YamlScalarNode)?.Value ?? string.Empty;

    public IEnumerable<Yaml> Items => (_node as YamlSequenceNode)?.Children.Select((child, index) => new Yaml(child, $"{Path}[{index}]")) ?? [];

    public IEnumerable<(string Name, Yaml Value)> Entries =>
        (_node as YamlMappingNode)?.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, this[((YamlScalarNode)pair.Key).Value!])) ?? [];

    public IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    public IEnumerable<string> Texts => Items.Select(item => item.Text);

    public Yaml this[string name] => new(
        _node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? child) ? child : null,
        Path.Length == 0 ? name : $"{Path}.{name}");

    /// <summary>The documents of a file, with what anchors and merges mean put in their places.</summary>
    public static IReadOnlyList<Yaml> Documents(string text)
    {
        YamlStream stream = [];
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return [.. stream.Documents.Select(document => new Yaml(document.RootNode, string.Empty))];
    }
}
