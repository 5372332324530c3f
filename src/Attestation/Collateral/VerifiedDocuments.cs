using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>TCB info and QE identity whose signatures hold under the root; whether they are current is asked each time.</summary>
internal sealed record VerifiedDocuments(TcbInfo TcbInfo, CertificateChain TcbInfoChain, QeIdentity QeIdentity, CertificateChain QeIdentityChain)
{
    /// <summary>What is outside of its window at an instant; None if nothing is.</summary>
    public VerificationFailure CheckWindows(DateTimeOffset now)
    {
        if (!TcbInfoChain.IsValidAt(now))
            return VerificationFailure.TcbInfoChainValidity;
        if (!TcbInfo.Head.IsInsideAt(now))
            return VerificationFailure.TcbInfoWindow;
        if (!QeIdentityChain.IsValidAt(now))
            return VerificationFailure.QeIdentityChainValidity;
        return QeIdentity.Head.IsInsideAt(now) ? VerificationFailure.None : VerificationFailure.QeIdentityWindow;
    }
}
