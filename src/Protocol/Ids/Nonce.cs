using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>A challenge's random value as it is sent: 64 lowercase hex digits from 32 random bytes.</summary>
[JsonConverter(typeof(IdJsonConverter<Nonce>))]
public readonly record struct Nonce : IId<Nonce>
{
    private readonly string? _value;

    private Nonce(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A Nonce comes from TryParse.");

    /// <summary>Draws a new one from the system's random source.</summary>
    public static Nonce New() => new(RandomNumberGenerator.GetHexString(64, lowercase: true));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out Nonce id)
    {
        bool valid = text is not null && text.Length == 64 && IdText.IsLowerHex(text);
        id = valid ? new Nonce(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static Nonce Parse(string text) =>
        TryParse(text, out Nonce id) ? id : throw new FormatException("Not a valid Nonce.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
