using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>One transfer for ever, as 32 lowercase hex digits: its command's id, and its place in that command.</summary>
/// <param name="Number">The number they write.</param>
[JsonConverter(typeof(IdJsonConverter<TransferId>))]
public readonly record struct TransferId(UInt128 Number) : IId<TransferId>
{
    /// <inheritdoc />
    public string Value => Number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The command that made it.</summary>
    public CommandId Command => new(Number & ~(UInt128)ushort.MaxValue);

    /// <summary>Which of that command's transfers it is, from 0.</summary>
    public int Place => (int)(Number & ushort.MaxValue);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out TransferId id)
    {
        id = default;
        if (text is not { Length: 32 } || !IdText.IsLowerHex(text))
        {
            return false;
        }

        id = new TransferId(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <inheritdoc />
    public static TransferId Parse(string text) =>
        TryParse(text, out TransferId id) ? id : throw new FormatException("Not a valid TransferId.");

    /// <inheritdoc />
    public override string ToString() => Value;
}
