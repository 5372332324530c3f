using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Tests.Attestation;

/// <summary>The codes that stand on the wire and in stored evidence: a renamed member must not rename them.</summary>
public sealed class StableCodeTests
{
    private const string Failures =
        """
        none quote_too_large quote_truncated quote_version attestation_key_type tee_type qe_vendor body_type framing certification_type
        trailing_bytes pck_chain_malformed pck_chain_role pck_chain_untrusted_root pck_chain_signature pck_chain_validity sgx_extension
        qe_report_signature qe_report_debug qe_binding quote_signature collateral_missing tcb_info_chain_malformed tcb_info_chain_role
        tcb_info_chain_untrusted_root tcb_info_chain_signature tcb_info_chain_validity tcb_info_signature tcb_info_format tcb_info_kind
        tcb_info_window qe_identity_chain_malformed qe_identity_chain_role qe_identity_chain_untrusted_root qe_identity_chain_signature
        qe_identity_chain_validity qe_identity_signature qe_identity_format qe_identity_kind qe_identity_window root_crl_malformed
        root_crl_issuer root_crl_signature root_crl_window pck_crl_chain_malformed pck_crl_chain_role pck_crl_chain_untrusted_root
        pck_crl_chain_signature pck_crl_chain_validity pck_crl_malformed pck_crl_issuer pck_crl_signature pck_crl_window ca_revoked
        tcb_signing_revoked pck_revoked qe_misc_select_mismatch qe_attributes_mismatch qe_mr_signer_mismatch qe_isv_prod_id_mismatch
        fmspc_mismatch pce_id_mismatch tdx_module_mismatch
        """;

    private const string Steps =
        "framing pck_chain qe_report qe_binding quote_signature collateral revocation qe_identity platform_identity tcb_appraisal";

    private const string Statuses =
        """
        UpToDate SWHardeningNeeded ConfigurationNeeded ConfigurationAndSWHardeningNeeded OutOfDate OutOfDateConfigurationNeeded
        TDRelaunchAdvised TDRelaunchAdvisedConfigurationNeeded TcbNotSupported Revoked
        """;

    [Fact]
    public void FailuresHaveTheseCodes() =>
        Assert.Equal(Words(Failures), Enum.GetValues<VerificationFailure>().Select(VerificationFailures.Code));

    [Fact]
    public void StepsHaveTheseCodes() => Assert.Equal(Words(Steps), Enum.GetValues<VerificationStep>().Select(VerificationSteps.Code));

    [Fact]
    public void StatusesAreSpelledAsIntelSpellsThem() => Assert.Equal(Words(Statuses), Enum.GetValues<TcbStatus>().Select(TcbStatuses.Name));

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
