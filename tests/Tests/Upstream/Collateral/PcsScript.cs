using System.Text;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>What the provisioning certification service says, in its own forms: from a bundle, with each answer changeable.</summary>
internal sealed class PcsScript
{
    /// <summary>Collateral by the CA that is asked for.</summary>
    public Func<PckCa, CollateralBundle> Bundle { get; set; } =
        ca => SyntheticPlatform.Platform.IssueCollateral(SyntheticPlatform.Now, new CollateralOptions { Ca = ca });

    /// <summary>How the chain is written in its header.</summary>
    public Func<string, string> Encode { get; set; } = Uri.EscapeDataString;

    /// <summary>How a header's name is written.</summary>
    public Func<string, string> Name { get; set; } = name => name;

    /// <summary>How a CRL's DER is written.</summary>
    public Func<byte[], byte[]> Crl { get; set; } = der => der;

    public async Task AnswerAsync(HttpContext context)
    {
        PckCa ca = context.Request.Query["ca"] == "processor" ? PckCa.Processor : PckCa.Platform;
        CollateralBundle bundle = Bundle(ca);
        (byte[]? body, string? header, string? chain) = context.Request.Path.Value switch
        {
            "/tdx/certification/v4/tcb" => (Signed("tcbInfo", bundle.TcbInfo!), "TCB-Info-Issuer-Chain", bundle.TcbInfoIssuerChain),
            "/tdx/certification/v4/qe/identity" =>
                (Signed("enclaveIdentity", bundle.QeIdentity!), "SGX-Enclave-Identity-Issuer-Chain", bundle.QeIdentityIssuerChain),
            "/sgx/certification/v4/pckcrl" => (Crl(bundle.PckCrl!.Value.ToArray()), "SGX-PCK-CRL-Issuer-Chain", bundle.PckCrlIssuerChain),
            "/sgx/certification/v4/rootcacrl" => (Crl(bundle.RootCaCrl!.Value.ToArray()), null, null),
            _ => ((byte[]?)null, null, null),
        };
        if (body is null)
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (header is not null)
            context.Response.Headers[Name(header)] = Encode(chain!);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static byte[] Signed(string name, SignedDocument document) => Encoding.UTF8.GetBytes(
        $$"""{"{{name}}":{{Encoding.UTF8.GetString(document.Body.Span)}},"signature":"{{Convert.ToHexStringLower(document.Signature.Span)}}"}""");
}
