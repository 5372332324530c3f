using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Every field of a quote, named as in Intel's specification and in hex as it stands in memory.</summary>
internal static class QuoteFields
{
    private static readonly (ulong Bit, string Name)[] AttributeNames =
    [
        (TdAttributeBits.Debug, "DEBUG"), (TdAttributeBits.Lass, "LASS"), (TdAttributeBits.SeptVeDisable, "SEPT_VE_DISABLE"),
        (TdAttributeBits.Migratable, "MIGRATABLE"), (TdAttributeBits.Pks, "PKS"), (TdAttributeBits.Kl, "KL"),
        (TdAttributeBits.Tpa, "TPA"), (TdAttributeBits.Perfmon, "PERFMON"),
    ];

    /// <summary>Header and extent (Intel TDX DCAP quote format, section "quote header").</summary>
    public static JsonObject Header(Quote quote)
    {
        var bytes = quote.Canonical;
        return new JsonObject
        {
            ["version"] = quote.Version,
            ["attestation_key_type"] = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[2..]),
            ["tee_type"] = $"0x{BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]):x8}",
            ["reserved"] = JsonLists.Hex(bytes.Slice(8, 4)),
            ["qe_vendor_id"] = JsonLists.Hex(bytes.Slice(12, 16)),
            ["user_data"] = JsonLists.Hex(quote.UserData),
            ["body_type"] = quote.Body.IsVersion15 ? 3 : 2,
            ["size"] = bytes.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes.Span)),
        };
    }

    /// <summary>The TD report; the two last fields are null in a report 1.0.</summary>
    public static JsonObject TdReport(TdReport report) => new()
    {
        ["tee_tcb_svn"] = JsonLists.Hex(report.TeeTcbSvn),
        ["mr_seam"] = JsonLists.Hex(report.MrSeam),
        ["mr_signer_seam"] = JsonLists.Hex(report.MrSignerSeam),
        ["seam_attributes"] = JsonLists.Hex(report.SeamAttributes),
        ["td_attributes"] = JsonLists.Hex(report.TdAttributes),
        ["td_attribute_names"] = JsonLists.Of(NamesOf(report.TdAttributeBits)),
        ["xfam"] = JsonLists.Hex(report.Xfam),
        ["mrtd"] = JsonLists.Hex(report.Mrtd),
        ["mr_config_id"] = JsonLists.Hex(report.MrConfigId),
        ["mr_owner"] = JsonLists.Hex(report.MrOwner),
        ["mr_owner_config"] = JsonLists.Hex(report.MrOwnerConfig),
        ["rtmr0"] = JsonLists.Hex(report.Rtmr0),
        ["rtmr1"] = JsonLists.Hex(report.Rtmr1),
        ["rtmr2"] = JsonLists.Hex(report.Rtmr2),
        ["rtmr3"] = JsonLists.Hex(report.Rtmr3),
        ["report_data"] = JsonLists.Hex(report.ReportData),
        ["tee_tcb_svn2"] = report.TeeTcbSvn2 is { } svn2 ? JsonLists.Hex(svn2) : null,
        ["mr_service_td"] = report.MrServiceTd is { } serviceTd ? JsonLists.Hex(serviceTd) : null,
        ["td_digest"] = report.TdDigest(),
    };

    /// <summary>Signature data and the report of the quoting enclave.</summary>
    public static JsonObject Signature(SignatureSection section) => new()
    {
        ["quote_signature"] = JsonLists.Hex(section.QuoteSignature),
        ["attestation_key"] = JsonLists.Hex(section.AttestationKey),
        ["qe_misc_select"] = JsonLists.Hex(section.QeReport.MiscSelect),
        ["qe_attributes"] = JsonLists.Hex(section.QeReport.Attributes),
        ["qe_mr_enclave"] = JsonLists.Hex(section.QeReport.MrEnclave),
        ["qe_mr_signer"] = JsonLists.Hex(section.QeReport.MrSigner),
        ["qe_isv_prod_id"] = section.QeReport.IsvProdId,
        ["qe_isv_svn"] = section.QeReport.IsvSvn,
        ["qe_report_data"] = JsonLists.Hex(section.QeReport.ReportData),
        ["qe_report_signature"] = JsonLists.Hex(section.QeReportSignature),
        ["qe_auth_data"] = JsonLists.Hex(section.QeAuthData),
        ["pck_chain_bytes"] = section.PckChainPem.Length,
    };

    private static IEnumerable<string> NamesOf(ulong bits)
    {
        foreach (var (bit, name) in AttributeNames)
        {
            if ((bits & bit) != 0)
                yield return name;
            bits &= ~bit;
        }

        for (var place = 0; place < 64; place++)
        {
            if ((bits >> place & 1) != 0)
                yield return $"BIT_{place}";
        }
    }
}
