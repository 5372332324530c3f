using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Codes of refusals in sentences.</summary>
internal static class Explanation
{
    /// <summary>Why a verdict is refused: a step in words of this program, a rule in those that agents and operators are told as well.</summary>
    public static string Of(Verdict verdict, PolicyRefusal refusal) =>
        !verdict.Authentic ? OfStep((VerificationStep)verdict.Steps.Count) : refusal.Detail ?? "A rule of the network refuses it.";

    // Steps are passed in order, so as many as passed is the place of the one that did not.
    private static string OfStep(VerificationStep step) => step switch
    {
        VerificationStep.Framing => "The bytes are no well-formed TDX quote.",
        VerificationStep.PckChain => "The certificates in the quote do not lead, valid now, to the trusted root.",
        VerificationStep.QeReport => "The key of the platform did not sign the report of the quoting enclave.",
        VerificationStep.QeBinding => "The quoting enclave does not vouch for the key that signed the quote.",
        VerificationStep.QuoteSignature => "The signature over header and TD report does not hold: something in it was changed.",
        VerificationStep.Collateral => "TCB info or QE identity in the collateral are not signed under the trusted root, or not current at this time.",
        VerificationStep.Revocation => "The revocation lists in the collateral are not genuine or not current, or they withdraw a certificate.",
        VerificationStep.QeIdentity => "The quote was made by another quoting enclave than the collateral describes.",
        VerificationStep.PlatformIdentity => "The collateral is about another platform or TDX module.",
        _ => "The platform could not be appraised.",
    };
}
