using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation;

/// <summary>The outcome of the steps that need no collateral: an authentic quote, or the step that failed.</summary>
public sealed record AuthenticationResult
{
    /// <summary>The authentic quote, or null.</summary>
    public AuthenticQuote? Authentic { get; init; }

    /// <summary>What failed, or null.</summary>
    public VerificationFailure? Failure { get; init; }

    /// <summary>The quote as read, authentic or not; null if it could not be parsed.</summary>
    public Quote? Quote { get; init; }

    /// <summary>The platform by its PCK certificate; null unless that chain verified.</summary>
    public PckPlatform? Platform { get; init; }

    /// <summary>The steps passed, in order.</summary>
    public required IReadOnlyList<VerificationStep> Steps { get; init; }

    /// <summary>True if <see cref="Authentic"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Authentic))]
    public bool Succeeded => Authentic is not null;
}
