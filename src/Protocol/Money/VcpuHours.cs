using System.Text.Json;

namespace EasyEnclave.Protocol.Money;

/// <summary>An amount of work: vCPU-hours in millionths, so at most six decimals.</summary>
/// <param name="Millionths">Millionths of a vCPU-hour.</param>
public readonly record struct VcpuHours(long Millionths)
{
    /// <summary>The work of so many vCPUs over a whole period: the most it can hold.</summary>
    public static VcpuHours Of(int vcpus, Period period) => new(checked((long)vcpus * period.Hours * Money.Millionths.One));

    /// <summary>Reads digits and at most six decimals; no sign, no exponent. Zero is read.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out VcpuHours hours)
    {
        bool valid = Money.Millionths.TryParse(text, Limits.VcpuHoursMillionths, out long millionths);
        hours = new VcpuHours(millionths);
        return valid;
    }

    /// <summary>Reads a JSON string or number by its digits.</summary>
    public static bool TryRead(JsonElement value, out VcpuHours hours)
    {
        hours = default;
        return MillionthsJson.Text(value) is { } text && TryParse(text, out hours);
    }

    /// <summary>What this work costs: exact, then rounded once, half to even, to a whole micro-USD.</summary>
    /// <param name="price">The price of one vCPU-hour, not negative.</param>
    /// <returns>Null where the charge is larger than <see cref="Usd.Most"/>.</returns>
    public Usd? At(Usd price)
    {
        Int128 exact = (Int128)Millionths * price.Micros;
        (Int128 whole, Int128 rest) = Int128.DivRem(exact, Money.Millionths.One);
        Int128 twice = rest * 2;
        if (twice > Money.Millionths.One || (twice == Money.Millionths.One && Int128.IsOddInteger(whole)))
        {
            whole++;
        }

        return whole > Usd.Most.Micros ? null : new Usd((long)whole);
    }

    /// <summary>The exact decimal text, for example <c>1.5</c>.</summary>
    public override string ToString() => Money.Millionths.Text(Millionths, least: 0);
}
