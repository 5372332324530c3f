using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>The one-document form of a bundle: signed bodies as strings, signatures and CRLs as hex.</summary>
internal static class CollateralDocument
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxDepth = 2;
    private const int SignatureLength = 64;

    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out CollateralBundle? bundle)
    {
        bundle = null;
        if (!StrictJson.TryParse(json, MaxBytes, MaxDepth, out var document))
            return false;

        using (document)
        {
            var root = document.RootElement;
            if (!TryText(root, "tcb_info_issuer_chain", out var tcbChain) || !TryText(root, "qe_identity_issuer_chain", out var qeChain)
                || !TryText(root, "pck_crl_issuer_chain", out var crlChain)
                || !TryDocument(root, "tcb_info", out var tcbInfo) || !TryDocument(root, "qe_identity", out var qeIdentity)
                || !TryCrl(root, "root_ca_crl", out var rootCrl) || !TryCrl(root, "pck_crl", out var pckCrl))
                return false;

            bundle = new CollateralBundle
            {
                TcbInfo = tcbInfo,
                TcbInfoIssuerChain = tcbChain,
                QeIdentity = qeIdentity,
                QeIdentityIssuerChain = qeChain,
                RootCaCrl = rootCrl,
                PckCrl = pckCrl,
                PckCrlIssuerChain = crlChain,
            };
            return true;
        }
    }

    public static byte[] Write(CollateralBundle bundle)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            Write(json, "tcb_info", bundle.TcbInfo);
            Write(json, "tcb_info_issuer_chain", bundle.TcbInfoIssuerChain);
            Write(json, "qe_identity", bundle.QeIdentity);
            Write(json, "qe_identity_issuer_chain", bundle.QeIdentityIssuerChain);
            Write(json, "root_ca_crl", bundle.RootCaCrl);
            Write(json, "pck_crl", bundle.PckCrl);
            Write(json, "pck_crl_issuer_chain", bundle.PckCrlIssuerChain);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter json, string name, SignedDocument? document)
    {
        if (document is null)
            return;
        json.WriteString(name, document.Body.Span);
        json.WriteString(name + "_signature", Convert.ToHexStringLower(document.Signature.Span));
    }

    private static void Write(Utf8JsonWriter json, string name, ReadOnlyMemory<byte>? crl)
    {
        if (crl is { } der)
            json.WriteString(name, Convert.ToHexStringLower(der.Span));
    }

    /// <summary>Reads an optional text: absent or null is null, anything but text is a fault.</summary>
    private static bool TryText(JsonElement root, string name, out string? text)
    {
        text = null;
        if (root.ValueKind != JsonValueKind.Object)
            return false;
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return true;
        if (!JsonFields.TryText(member, out var value))
            return false;
        text = value;
        return true;
    }

    private static bool TryDocument(JsonElement root, string name, out SignedDocument? document)
    {
        document = null;
        if (!TryText(root, name, out var body) || !TryText(root, name + "_signature", out var hex))
            return false;
        if (body is null || hex is null)
            return body is null && hex is null;
        if (!JsonFields.TryHex(hex, SignatureLength, out var signature))
            return false;
        document = new SignedDocument(Encoding.UTF8.GetBytes(body), signature);
        return true;
    }

    private static bool TryCrl(JsonElement root, string name, out ReadOnlyMemory<byte>? crl)
    {
        crl = null;
        if (!TryText(root, name, out var text))
            return false;
        if (text is null)
            return true;
        if (!CrlBytes.TryDecode(Encoding.ASCII.GetBytes(text), out var der))
            return false;
        crl = der;
        return true;
    }
}
