using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Both CRLs, whose signatures hold under the root; whether they are current is asked each time.</summary>
/// <param name="RootCrl">What the root withdrew.</param>
/// <param name="PckCrl">What the Platform or Processor CA withdrew.</param>
/// <param name="PckCrlChain">The chain of that CA.</param>
internal sealed record VerifiedRevocations(RevocationList RootCrl, RevocationList PckCrl, CertificateChain PckCrlChain)
{
    /// <summary>What is outside of its window at an instant; None if nothing is.</summary>
    public VerificationFailure CheckWindows(DateTimeOffset now)
    {
        if (!RootCrl.IsInsideAt(now))
            return VerificationFailure.RootCrlWindow;
        if (!PckCrlChain.IsValidAt(now))
            return VerificationFailure.PckCrlChainValidity;
        return PckCrl.IsInsideAt(now) ? VerificationFailure.None : VerificationFailure.PckCrlWindow;
    }

    /// <summary>Whether a certificate that the verdict stands on was withdrawn; None if not.</summary>
    public VerificationFailure CheckRevocation(PckChain pck, VerifiedDocuments documents)
    {
        // The list must be of the CA that issued this PCK certificate: by name, and by key.
        var issuer = PckCrlChain.Leaf;
        if (!pck.Leaf.IsNamedAsIssuedBy(issuer) || !pck.Ca.PublicKey.Span.SequenceEqual(issuer.PublicKey.Span))
            return VerificationFailure.PckCrlIssuer;

        if (RootCrl.Withdraws(pck.Ca) || RootCrl.Withdraws(issuer) || RootCrl.Withdraws(pck.Chain.Root))
            return VerificationFailure.CaRevoked;
        if (RootCrl.Withdraws(documents.TcbInfoChain.Leaf) || RootCrl.Withdraws(documents.QeIdentityChain.Leaf))
            return VerificationFailure.TcbSigningRevoked;
        return PckCrl.Withdraws(pck.Leaf) ? VerificationFailure.PckRevoked : VerificationFailure.None;
    }
}
