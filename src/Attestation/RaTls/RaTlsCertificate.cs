using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>A TLS certificate that carries a quote over its own key: signed by itself, and never believed for its names.</summary>
/// <remarks>
/// What it shows is that the quoted TD vouches for the key. That the quote is authentic, and the TD one that is wanted, must be asked
/// of <see cref="QuoteVerifier"/> and a policy; that the peer holds the key, TLS has proved.
/// </remarks>
public sealed record RaTlsCertificate
{
    /// <summary>The most bytes that are read: two quotes of the largest size, and room for the rest.</summary>
    public const int MaxLength = (2 * Quote.MaxLength) + 4096;

    /// <summary>The longest lifetime that is taken: what must be remembered of a certificate is remembered for as long.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(90);

    /// <summary>How far the clock of whoever made it may be ahead.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The key, as DER.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>SHA-256 of <see cref="SubjectPublicKeyInfo"/>, 64 lowercase hex digits.</summary>
    public required string KeySha256 { get; init; }

    /// <summary>Begin of its lifetime.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of its lifetime.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The quote; not yet verified.</summary>
    public required Quote Quote { get; init; }

    /// <summary>Reads a certificate, and checks all of it but the quote's authenticity; one signature is verified.</summary>
    /// <param name="der">The certificate.</param>
    /// <param name="now">The instant its lifetime is judged at.</param>
    /// <param name="certificate">It, or null.</param>
    /// <param name="failure">What is wrong with it, or <see cref="RaTlsFailure.None"/>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der, DateTimeOffset now, [NotNullWhen(true)] out RaTlsCertificate? certificate, out RaTlsFailure failure)
    {
        failure = RaTlsReader.Read(der, out certificate);
        if (failure == RaTlsFailure.None)
            failure = certificate!.CheckLifetime(now);
        if (failure != RaTlsFailure.None)
            certificate = null;
        return certificate is not null;
    }

    private RaTlsFailure CheckLifetime(DateTimeOffset now)
    {
        if (NotAfter <= NotBefore || NotAfter - NotBefore > MaxLifetime + ClockSkew)
            return RaTlsFailure.Lifetime;

        // Added to the clock and not taken from the certificate: what it says may be the calendar's first day.
        if (now + ClockSkew < NotBefore)
            return RaTlsFailure.NotYetValid;
        return now > NotAfter ? RaTlsFailure.Expired : RaTlsFailure.None;
    }
}
