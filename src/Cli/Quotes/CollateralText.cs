using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Collateral as the one JSON document that <c>--collateral</c> takes.</summary>
internal static class CollateralText
{
    // Signed bodies are JSON within JSON: escaping every quotation mark as a code point would make them unreadable.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a bundle; a part it lacks is null.</summary>
    public static byte[] Write(CollateralBundle bundle) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["tcb_info"] = Body(bundle.TcbInfo),
        ["tcb_info_signature"] = Signature(bundle.TcbInfo),
        ["tcb_info_issuer_chain"] = bundle.TcbInfoIssuerChain,
        ["qe_identity"] = Body(bundle.QeIdentity),
        ["qe_identity_signature"] = Signature(bundle.QeIdentity),
        ["qe_identity_issuer_chain"] = bundle.QeIdentityIssuerChain,
        ["root_ca_crl"] = bundle.RootCaCrl is { } rootCrl ? JsonLists.Hex(rootCrl) : null,
        ["pck_crl"] = bundle.PckCrl is { } pckCrl ? JsonLists.Hex(pckCrl) : null,
        ["pck_crl_issuer_chain"] = bundle.PckCrlIssuerChain,
    }.ToJsonString(Readable) + "\n");

    private static string? Body(SignedDocument? document) => document is null ? null : Encoding.UTF8.GetString(document.Body.Span);

    private static string? Signature(SignedDocument? document) => document is null ? null : JsonLists.Hex(document.Signature);
}
