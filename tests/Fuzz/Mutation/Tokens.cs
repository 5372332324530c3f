using System.Formats.Asn1;
using System.Text;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Fuzz.Mutation;

/// <summary>The words of the formats that are read.</summary>
internal static class Tokens
{
    private static readonly string[] ObjectIdentifiers =
    [
        Oids.EcPublicKey, Oids.Prime256v1, Oids.EcdsaWithSha256, Oids.CommonName, Oids.SubjectKeyIdentifier, Oids.KeyUsage, Oids.BasicConstraints,
        Oids.CrlNumber, Oids.CrlReason, Oids.CrlDistributionPoints, Oids.AuthorityKeyIdentifier, Oids.Sgx, $"{Oids.Sgx}.1", $"{Oids.Sgx}.2",
        $"{Oids.Sgx}.2.17", $"{Oids.Sgx}.7", "2.5.29.27", "2.5.29.28", "2.5.29.29", "1.3.132.0.34", "1.2.840.10045.4.3.3",
    ];

    private static readonly string[] DerPieces =
    [
        "3000", "3080", "0000", "308400000000", "3082ffff", "3084ffffffff", "30887fffffffffffffff", "020100", "0201ff", "02020000", "02818000", "0481", "0484ffffffff",
        "0101ff", "010101", "0500", "0a0101", "0303000102", "030101", "0c00", "1300", "170d3236303330313132303030305a", "180f39393939313233313233353935395a",
        "170d", "1f8f8f8f7f", "a003020102", "a0820100", "a300", "240804", "7f818182", "06032a0305", "060180", "0602ff80",
    ];

    private static readonly string[] JsonPieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "{}", "[]", "null", "true", "false", "0", "-1", "-0", "1e999", "1E-999", "9223372036854775808", "65536", "256", "0.5", "1e2",
        "\\u0000", "\\ud800", "\\udfff\\ud800", "\\\"", "\\", "\"\"", "\"\\u0061\"", "/*x*/", "//", "NaN", "\ufeff", "\u2028", "\"sealed\":true,", "\"sealed\":\"true\",",
        "\"version\":", "\"id\":\"TDX\",", "\"id\":\"TD_QE\",", "\"tcbLevels\":[", "\"tcb\":{", "\"svn\":", "\"isvsvn\":", "\"pcesvn\":", "\"tcbStatus\":\"Revoked\",",
        "\"advisoryIDs\":[", "\"tdxModuleIdentities\":[", "\"tcbInfo\":{", "\"enclaveIdentity\":{", "\"signature\":\"", "\"any_of\":[", "\"any\"", "\"mrtd\":", "\"rtmr3\":",
        "\"quote_measurements\":{", "\"measurements\":{", "\"release_tag\":\"v1\",", "\"agent_dir_sha256\":", "\"vm_image_id\":", "\"pck_crl\":", "\"2026-03-01T00:00:00Z\"",
    ];

    private static readonly string[] NetworkPieces =
    [
        "\"forge-1\"", "\"sandbox-1\"", "\"name\":", "\"sealed\":false,", "\"trust_roots\":[\"development\"],", "\"tcb_statuses\":[\"Revoked\"],", "\"OutOfDate\"",
        "\"tcb_grace_days\":{", "\"allow_migratable\":true,", "\"require_sept_ve_disable\":false,", "\"platforms\":\"any\",", "\"service_tds\":[", "\"pinned_registers\":[],",
    ];

    private static readonly string[] PemPieces =
    [
        "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN X509 CRL-----\n", "-----END X509 CRL-----\n",
        "-----", "\r\n", "\n", "\0", "=", "==", "\n\n", " ",
    ];

    public static IReadOnlyList<byte[]> Der { get; } =
        [.. ObjectIdentifiers.Select(Encode), .. DerPieces.Select(Convert.FromHexString)];

    public static IReadOnlyList<byte[]> Json { get; } = [.. JsonPieces.Select(Encoding.UTF8.GetBytes), [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]];

    /// <summary>Members of a network that would make it weaker.</summary>
    public static IReadOnlyList<byte[]> Networks { get; } = [.. NetworkPieces.Select(Encoding.UTF8.GetBytes)];

    public static IReadOnlyList<byte[]> Pem { get; } = [.. PemPieces.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Header fields and certification headers of quotes.</summary>
    public static IReadOnlyList<byte[]> Quote { get; } =
    [
        [4, 0, 2, 0, 0x81, 0, 0, 0], [5, 0, 2, 0, 0x81, 0, 0, 0], [3, 0, 2, 0, 0, 0, 0, 0], [2, 0, 0x48, 2, 0, 0], [3, 0, 0x88, 2, 0, 0], [1, 0, 0x80, 1, 0, 0],
        [6, 0, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0], [6, 0, 0xff, 0xff, 0xff, 0xff], [5, 0, 0xff, 0xff, 0xff, 0x7f], [32, 0], [0xff, 0xff], new byte[70], .. Pem,
    ];

    private static byte[] Encode(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }
}
