using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation;

/// <summary>A quote that a genuine platform under the trust root signed; its collateral is still to be judged.</summary>
/// <remarks>Only <see cref="QuoteVerifier"/> makes one, so holding one proves steps 1 to 6.</remarks>
public sealed record AuthenticQuote
{
    internal AuthenticQuote(Quote quote, PckChain chain, IReadOnlyList<VerificationStep> steps)
    {
        Quote = quote;
        Chain = chain;
        Steps = steps;
    }

    /// <summary>The quote, with every field now proven.</summary>
    public Quote Quote { get; }

    /// <summary>The platform by its verified PCK certificate; its FMSPC and CA name the collateral to fetch.</summary>
    public PckPlatform Platform => Chain.Platform;

    /// <summary>The steps passed so far.</summary>
    public IReadOnlyList<VerificationStep> Steps { get; }

    internal PckChain Chain { get; }
}
