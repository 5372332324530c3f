using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name of one proxied request: 32 lowercase hex digits from 128 random bits.</summary>
[JsonConverter(typeof(IdJsonConverter<RequestId>))]
public readonly record struct RequestId : IId<RequestId>
{
    private readonly string? _value;

    private RequestId(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A RequestId comes from TryParse.");

    /// <summary>Draws a new one from the system's random source.</summary>
    public static RequestId New() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId id)
    {
        bool valid = text is not null && text.Length == 32 && IdText.IsLowerHex(text);
        id = valid ? new RequestId(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static RequestId Parse(string text) =>
        TryParse(text, out RequestId id) ? id : throw new FormatException("Not a valid RequestId.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
