using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name of the machine an agent runs on, as the ledger knows it: 1 to 128 characters of <c>A-Z a-z 0-9 . _ : -</c>.</summary>
[JsonConverter(typeof(IdJsonConverter<NodeId>))]
public readonly record struct NodeId : IId<NodeId>
{
    private readonly string? _value;

    private NodeId(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A NodeId comes from TryParse.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeId id)
    {
        bool valid = text is not null && text.Length is >= 1 and <= Limits.AgentIdLength && IdText.IsToken(text);
        id = valid ? new NodeId(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static NodeId Parse(string text) =>
        TryParse(text, out NodeId id) ? id : throw new FormatException("Not a valid NodeId.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
