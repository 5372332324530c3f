using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name an agent gives itself: 1 to 128 characters of <c>A-Z a-z 0-9 . _ : -</c>.</summary>
[JsonConverter(typeof(IdJsonConverter<AgentId>))]
public readonly record struct AgentId : IId<AgentId>
{
    private readonly string? _value;

    private AgentId(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A AgentId comes from TryParse.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out AgentId id)
    {
        bool valid = text is not null && text.Length is >= 1 and <= Limits.AgentIdLength && IdText.IsToken(text);
        id = valid ? new AgentId(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static AgentId Parse(string text) =>
        TryParse(text, out AgentId id) ? id : throw new FormatException("Not a valid AgentId.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
