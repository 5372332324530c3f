using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>A release's git tag, at most 255 characters, by the rules git has for reference names.</summary>
[JsonConverter(typeof(IdJsonConverter<ReleaseTag>))]
public readonly record struct ReleaseTag : IId<ReleaseTag>
{
    private readonly string? _value;

    private ReleaseTag(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A ReleaseTag comes from TryParse.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out ReleaseTag id)
    {
        bool valid = text is not null && text.Length is >= 1 and <= Limits.RepoLength && IdText.IsTag(text);
        id = valid ? new ReleaseTag(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static ReleaseTag Parse(string text) =>
        TryParse(text, out ReleaseTag id) ? id : throw new FormatException("Not a valid ReleaseTag.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
