using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name of a network, which decides the policy its agents are judged by: 1 to 64 of <c>a-z 0-9 -</c>.</summary>
[JsonConverter(typeof(IdJsonConverter<NetworkName>))]
public readonly record struct NetworkName : IId<NetworkName>
{
    private readonly string? _value;

    private NetworkName(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A NetworkName comes from TryParse.");

    /// <summary>The sealed production network, and what a registration without a network means.</summary>
    public static NetworkName Forge1 { get; } = new("forge-1");

    /// <summary>The open network for trying things out.</summary>
    public static NetworkName Sandbox1 { get; } = new("sandbox-1");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out NetworkName id)
    {
        bool valid = text is not null && text.Length is >= 1 and <= Limits.NetworkLength && IdText.IsNetwork(text);
        id = valid ? new NetworkName(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static NetworkName Parse(string text) =>
        TryParse(text, out NetworkName id) ? id : throw new FormatException("Not a valid NetworkName.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
