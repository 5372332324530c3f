using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EasyEnclave.Protocol.Money;

/// <summary>An amount of US dollars as a whole number of micro-USD; arithmetic that does not fit throws.</summary>
/// <param name="Micros">Millionths of a dollar; negative for what is owed.</param>
public readonly record struct Usd(long Micros) : IComparable<Usd>
{
    private const long MicrosInACent = 10_000;

    /// <summary>Nothing.</summary>
    public static Usd Zero => default;

    /// <summary>The largest amount that is read from outside: a thousand million dollars.</summary>
    public static Usd Most { get; } = new(Limits.AmountMicroUsd);

    /// <summary>Whole cents, rounded towards zero: what the original's fields hold.</summary>
    public long Cents => Micros / MicrosInACent;

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Usd operator +(Usd left, Usd right) => new(checked(left.Micros + right.Micros));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Usd operator -(Usd left, Usd right) => new(checked(left.Micros - right.Micros));

    /// <summary>What was owed, and the other way round.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Usd operator -(Usd amount) => new(checked(-amount.Micros));

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(Usd left, Usd right) => left.Micros < right.Micros;

    /// <summary>Whether the left one is larger.</summary>
    public static bool operator >(Usd left, Usd right) => left.Micros > right.Micros;

    /// <summary>Whether the left one is not larger.</summary>
    public static bool operator <=(Usd left, Usd right) => left.Micros <= right.Micros;

    /// <summary>Whether the left one is not smaller.</summary>
    public static bool operator >=(Usd left, Usd right) => left.Micros >= right.Micros;

    /// <summary>As the operator.</summary>
    public static Usd Add(Usd left, Usd right) => left + right;

    /// <summary>As the operator.</summary>
    public static Usd Subtract(Usd left, Usd right) => left - right;

    /// <summary>As the operator.</summary>
    public static Usd Negate(Usd amount) => -amount;

    /// <summary>Reads an amount from outside: digits, and at most six decimals; no sign, no exponent, no more than <see cref="Most"/>. Zero is read.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Usd amount)
    {
        bool valid = Millionths.TryParse(text, Limits.AmountMicroUsd, out long micros);
        amount = new Usd(micros);
        return valid;
    }

    /// <summary>Reads an amount from a JSON string or number, by its digits: a number never passes through floating point.</summary>
    public static bool TryRead(JsonElement value, out Usd amount)
    {
        amount = default;
        return MillionthsJson.Text(value) is { } text && TryParse(text, out amount);
    }

    /// <summary>Reads an amount known to be valid.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Usd Parse(string text) =>
        TryParse(text, out Usd amount) ? amount : throw new FormatException("Not a valid amount.");

    /// <summary>Reads an amount of whole cents, as the original's files hold them.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Usd FromCents(long cents) => new(checked(cents * MicrosInACent));

    /// <inheritdoc />
    public int CompareTo(Usd other) => Micros.CompareTo(other.Micros);

    /// <summary>The exact decimal text with two to six decimals, for example <c>12.50</c> or <c>-0.000001</c>.</summary>
    [return: NotNull]
    public override string ToString() => Millionths.Text(Micros, least: 2);
}
