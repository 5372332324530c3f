using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Doctor;

/// <summary>Looks at the certificate that a server shows: whether this machine takes it, and for how long.</summary>
internal sealed class TlsLook(Shell shell, TimeSpan patience)
{
    private const string Check = "tls";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Shakes hands, and sends nothing.</summary>
    public async Task<DoctorFinding> LookAsync(Uri server, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, shell.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        DoctorFinding? found = null;
        try
        {
            await using var plain = await shell.Dial(new DnsEndPoint(server.IdnHost.Trim('[', ']'), server.Port), both.Token);
            await using var tls = new SslStream(plain, leaveInnerStreamOpen: true);
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = server.IdnHost,
                RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
                {
                    using var shown = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                    found = Judge(shown?.NotBefore.ToUniversalTime(), shown?.NotAfter.ToUniversalTime(), faults, shell.Time.GetUtcNow());
                    return shown is not null;
                },
            };
            await tls.AuthenticateAsClientAsync(options, both.Token);
        }
        catch (Exception broken) when (found is null
            && (broken is SocketException or IOException or AuthenticationException || (broken is OperationCanceledException && deadline.IsCancellationRequested)))
        {
            return Findings.Fail(
                Check,
                $"There was no handshake with {server.Host}:{server.Port}.",
                "See the check reach; a listener without TLS is asked by http://, on its own machine.");
        }
        catch (Exception broken) when (found is not null && broken is IOException or AuthenticationException)
        {
            // It was shown, and that is all there was to look at.
        }

        return found ?? Judge(null, null, SslPolicyErrors.RemoteCertificateNotAvailable, shell.Time.GetUtcNow());
    }

    /// <summary>Judges what was shown; pure.</summary>
    internal static DoctorFinding Judge(DateTimeOffset? from, DateTimeOffset? until, SslPolicyErrors faults, DateTimeOffset now)
    {
        const string Renew = "Renew it, and put certificate and key where EE_TLS_CERT and EE_TLS_KEY (or the front's settings) say.";
        if (from is not { } begins || until is not { } ends || faults.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return Findings.Fail(Check, "The server shows no certificate.", Renew);
        if (now > ends)
            return Findings.Fail(Check, $"The certificate ended at {Instants.Text(ends)}.", Renew);
        if (now < begins)
            return Findings.Fail(Check, $"The certificate begins at {Instants.Text(begins)} only.", "Set the clock that is wrong, or wait.");
        if (faults.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return Findings.Fail(Check, "The certificate is for other names than the one that was asked.", "Ask by one of its names, or get one for this name.");
        if (faults != SslPolicyErrors.None)
        {
            return Findings.Fail(
                Check,
                "This machine does not trust who signed the certificate.",
                "Add the authority to this machine's, or judge an attested one by ee verify-server.");
        }

        var quarter = (ends - begins) / 4;
        return ends - now < (quarter < Soon ? quarter : Soon)
            ? Findings.Warn(Check, $"The certificate ends at {Instants.Text(ends)}.", Renew)
            : Findings.Ok(Check, $"The certificate is taken here and lives until {Instants.Text(ends)}.");
    }
}
