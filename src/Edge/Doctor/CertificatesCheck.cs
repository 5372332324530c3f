using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether the certificates of this node's listeners live long enough.</summary>
/// <param name="certificates">Those that are shown now; none without TLS.</param>
/// <param name="time">The clock.</param>
public sealed class CertificatesCheck(Func<IReadOnlyList<CertificateWindow>> certificates, TimeProvider time) : IDoctorCheck
{
    private const string Check = "certificates";

    // What renews certificates by itself does so earlier than this.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <inheritdoc />
    public string Name => Check;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DoctorFinding[] found = [.. certificates().Select(certificate => Judge(certificate, now))];
        return ValueTask.FromResult<IReadOnlyList<DoctorFinding>>(
            found.Length > 0 ? found : [Findings.Ok(Check, "This node has none: its listeners work without TLS.")]);
    }

    /// <summary>Judges one; pure.</summary>
    internal static DoctorFinding Judge(CertificateWindow certificate, DateTimeOffset now)
    {
        TimeSpan left = certificate.NotAfter - now;
        TimeSpan quarter = (certificate.NotAfter - certificate.NotBefore) / 4;
        string remedy = certificate.Own
            ? "This node renews it by itself; log id 6102 says why it could not."
            : "Renew it, and put certificate and key where EE_TLS_CERT and EE_TLS_KEY say: they are read anew within 5 s.";
        return left <= TimeSpan.Zero ? Findings.Fail(Check, $"That of the {certificate.Listener} ended {Findings.Text(left)} ago.", remedy)
            : now < certificate.NotBefore ? Findings.Fail(Check, $"That of the {certificate.Listener} begins in {Findings.Text(certificate.NotBefore - now)} only.", remedy)
            : left < (quarter < Soon ? quarter : Soon) ? Findings.Warn(Check, $"That of the {certificate.Listener} ends in {Findings.Text(left)}.", remedy)
            : Findings.Ok(Check, $"That of the {certificate.Listener} lives for another {Findings.Text(left)}.");
    }
}
