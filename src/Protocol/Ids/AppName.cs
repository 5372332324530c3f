using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name under which an app is reached: a lowercase DNS label that is neither reserved nor punycode.</summary>
[JsonConverter(typeof(IdJsonConverter<AppName>))]
public readonly record struct AppName : IId<AppName>
{
    private readonly string? _value;

    private AppName(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A AppName comes from TryParse.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out AppName id)
    {
        bool valid = text is not null && IdText.IsDnsLabel(text) && !IdText.IsReserved(text);
        id = valid ? new AppName(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static AppName Parse(string text) =>
        TryParse(text, out AppName id) ? id : throw new FormatException("Not a valid AppName.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
