using System.Net;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Asks the provisioning certification service for the parts of collateral, and reads its answers.</summary>
internal sealed class PcsClient(PcsServer server, UpstreamClient upstream)
{
    // Twice the largest CRL, since it may come as text of hex digits.
    private const int CrlBytesMax = 2 * 1024 * 1024;

    /// <summary>Asks for all parts.</summary>
    /// <param name="fmspc">12 uppercase hex digits.</param>
    /// <param name="ca">Whose CRL.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PcsFetch> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        // First the one that tells unknown platforms, alone: nothing else is of use then.
        UpstreamAnswer? tcb = await AskAsync(server.TcbInfo(fmspc), SignedDocumentParser.MaxBytes, cancellationToken).ConfigureAwait(false);
        if (tcb?.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return new PcsFetch.Unknown();
        }

        if (!TryDocument(tcb, SignedDocumentParser.TryParseTcbInfo, out SignedDocument? tcbInfo)
            || IssuerChain.Of(tcb!, "TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain") is not { } tcbChain)
        {
            return new PcsFetch.Unavailable("TCB info");
        }

        UpstreamAnswer?[] rest = await Task.WhenAll(
            AskAsync(server.QeIdentity, SignedDocumentParser.MaxBytes, cancellationToken),
            AskAsync(server.PckCrl(ca), CrlBytesMax, cancellationToken),
            AskAsync(server.RootCaCrl, CrlBytesMax, cancellationToken)).ConfigureAwait(false);
        if (!TryDocument(rest[0], SignedDocumentParser.TryParseQeIdentity, out SignedDocument? qeIdentity)
            || IssuerChain.Of(rest[0]!, "SGX-Enclave-Identity-Issuer-Chain") is not { } qeChain)
        {
            return new PcsFetch.Unavailable("QE identity");
        }

        if (!TryCrl(rest[1], out byte[]? pckCrl) || IssuerChain.Of(rest[1]!, "SGX-PCK-CRL-Issuer-Chain") is not { } crlChain)
        {
            return new PcsFetch.Unavailable("PCK CRL");
        }

        return !TryCrl(rest[2], out byte[]? rootCrl) ? new PcsFetch.Unavailable("root CRL") : new PcsFetch.Fetched(new CollateralBundle
        {
            TcbInfo = tcbInfo,
            TcbInfoIssuerChain = tcbChain,
            QeIdentity = qeIdentity,
            QeIdentityIssuerChain = qeChain,
            PckCrl = pckCrl,
            PckCrlIssuerChain = crlChain,
            RootCaCrl = rootCrl,
        });
    }

    private delegate bool DocumentParser(ReadOnlyMemory<byte> answer, out SignedDocument? document);

    private Task<UpstreamAnswer?> AskAsync(Uri url, int maxBytes, CancellationToken cancellationToken) =>
        upstream.AskAsync(new UpstreamRequest(url, maxBytes), cancellationToken).AsTask();

    private static bool TryDocument(UpstreamAnswer? answer, DocumentParser parse, out SignedDocument? document)
    {
        document = null;
        return answer?.Status == HttpStatusCode.OK && parse(answer.Body, out document);
    }

    private static bool TryCrl(UpstreamAnswer? answer, out byte[]? der)
    {
        der = null;
        return answer?.Status == HttpStatusCode.OK && CrlBytes.TryDecode(answer.Body.Span, out der);
    }
}
