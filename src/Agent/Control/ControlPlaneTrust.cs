using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Upstream.ControlPlanes;

namespace EasyEnclave.Agent.Control;

/// <summary>Judges the certificate that the control plane shows, by the quote in it.</summary>
internal sealed class ControlPlaneTrust(ControlPlaneJudge judge, TimeProvider time)
{
    /// <summary>Judges a certificate before anything is said to whoever showed it.</summary>
    /// <param name="der">The certificate as TLS brought it, which has proved that the other side holds its key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it is refused, or null.</returns>
    public async Task<ControlRefusal?> JudgeAsync(ReadOnlyMemory<byte> der, CancellationToken cancellationToken)
    {
        if (!RaTlsCertificate.TryRead(der, time.GetUtcNow(), out RaTlsCertificate? certificate, out RaTlsFailure failure))
            return new ControlRefusal($"quote_invalid:certificate_{RaTlsFailures.Code(failure)}", null);

        ControlPlaneVerdict verdict = await judge.JudgeAsync(certificate.Quote, cancellationToken);
        return verdict.Refusal is { } reason ? new ControlRefusal(reason, verdict.Detail) : null;
    }
}
