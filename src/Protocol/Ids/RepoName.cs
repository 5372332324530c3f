using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>A GitHub repository as <c>owner/name</c>, at most 255 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<RepoName>))]
public readonly record struct RepoName : IId<RepoName>
{
    private readonly string? _value;

    private RepoName(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("A RepoName comes from TryParse.");

    /// <summary>The part before the slash.</summary>
    public string Owner => Value[..Value.IndexOf('/')];

    /// <summary>The part after the slash.</summary>
    public string Name => Value[(Value.IndexOf('/') + 1)..];

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out RepoName id)
    {
        bool valid = text is not null && text.Length <= Limits.RepoLength && IdText.IsRepo(text);
        id = valid ? new RepoName(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static RepoName Parse(string text) =>
        TryParse(text, out RepoName id) ? id : throw new FormatException("Not a valid RepoName.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
