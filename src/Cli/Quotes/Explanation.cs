using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Codes of refusals in sentences.</summary>
internal static class Explanation
{
    /// <summary>Why a verdict is refused.</summary>
    public static string Of(Verdict verdict, string code, string network)
    {
        if (!verdict.Authentic)
            return OfStep((VerificationStep)verdict.Steps.Count);
        return code switch
        {
            "debug_enclave" => "The TD runs in debug mode: its host can read and change all of it.",
            "policy_refused:tud_bits" => "Bits of the group TUD (TD under debug) are set.",
            "policy_refused:reserved_attribute_bits" => "TDATTRIBUTES has bits set whose meaning is not known.",
            "policy_refused:migratable" => "The TD can be moved to another platform.",
            "policy_refused:sept_ve_disable" => "SEPT_VE_DISABLE is not set: the host can provoke exceptions in the TD.",
            "policy_refused:xfam" => "XFAM has bits set that may not be, or lacks those that every TD has.",
            "policy_refused:seam" => "The TDX module is not one of Intel's production modules.",
            "policy_refused:service_td" => "A service TD that is not listed is bound to the TD.",
            "policy_refused:trust_root" => $"{network} does not take this trust root.",
            _ when verdict.Appraisal is { } appraisal && code.StartsWith("tcb_rejected:", StringComparison.Ordinal) =>
                $"The TCB status of the platform is {TcbStatuses.Name(appraisal.Status)}, which {network} does not take.",
            _ => "A rule of the network refuses it.",
        };
    }

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
