using System.Globalization;

namespace EasyEnclave.Attestation.Results;

/// <summary>The spellings of a result: one for each value.</summary>
internal static class ResultText
{
    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>An instant in whole microseconds.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    public static bool TryInstant(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    public static string Name(TrustTier tier) => tier switch
    {
        TrustTier.Affirming => "affirming",
        TrustTier.Warning => "warning",
        _ => "contraindicated",
    };

    public static string Name(Sealedness sealedness) => sealedness switch
    {
        Sealedness.Proven => "proven",
        Sealedness.Claimed => "claimed",
        _ => "no",
    };
}
