using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.Protocol.Ids;

/// <summary>What a client names one command by, so that sending it again does nothing more: 1 to 255 printable ASCII characters.</summary>
public readonly record struct IdempotencyKey : IId<IdempotencyKey>
{
    private readonly string? _value;

    private IdempotencyKey(string value) => _value = value;

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("An IdempotencyKey comes from TryParse.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out IdempotencyKey id)
    {
        bool valid = text is not null && text.Length is >= 1 and <= Limits.IdempotencyKeyLength
            && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            // A header's value loses spaces at its ends on the way; the same key in a body must stay the same key.
            && text[0] != ' ' && text[^1] != ' ';
        id = valid ? new IdempotencyKey(text!) : default;
        return valid;
    }

    /// <inheritdoc />
    public static IdempotencyKey Parse(string text) =>
        TryParse(text, out IdempotencyKey id) ? id : throw new FormatException("Not a valid IdempotencyKey.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;
}
