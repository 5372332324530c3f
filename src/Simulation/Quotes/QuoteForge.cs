using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Simulation.Certificates;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>Makes a platform's quotes.</summary>
internal sealed class QuoteForge(SimulatedPlatform platform)
{
    // Keyed by the options instance, since options hold functions and cannot be compared by what they do.
    private readonly ConditionalWeakTable<QuoteOptions, QuoteCertification> _certifications = [];

    public byte[] Quote(SimulatedTd td, ReadOnlySpan<byte> reportData, QuoteOptions options)
    {
        var certification = _certifications.GetValue(options, Certify);
        var changed = options.Td.Apply(td);
        if (changed.QuoteVersion is not (4 or 5) || (changed.QuoteVersion == 4 && changed.Report != TdReportLayout.V10))
            throw new ArgumentException("Quotes have version 4, or 5; TD report 1.5 needs version 5", nameof(td));
        var body = TdBody.Encode(changed, reportData);
        var frame = options.Frame.Apply(new QuoteFrame());
        var signer = platform.Keys[frame.Signer];
        return options.Bytes.Apply(frame.Encode(changed, platform.Identity.QeId, body, certification, signer));
    }

    private QuoteCertification Certify(QuoteOptions options)
    {
        var certificates = platform.Certificates;
        var qe = options.Qe.Apply(new QeRecipe());
        var attestation = platform.Keys[qe.AttestationKey];
        var auth = qe.AuthenticationData.ToArray();

        var binding = new byte[64];
        SHA256.HashData([.. attestation.RawPoint, .. auth], binding);
        var report = qe.Encode(binding);
        var signature = platform.Keys[qe.Signer ?? PlatformCertificates.Pck(options.Ca)].Sign(report);

        IReadOnlyList<string> chain =
        [
            certificates.Changed(PlatformCertificates.Pck(options.Ca), options.Pck, platform.Keys),
            certificates.Changed(PlatformCertificates.Ca(options.Ca), options.Intermediate, platform.Keys),
            certificates.Changed(Keys.PlatformRole.Root, options.Root, platform.Keys),
        ];
        var pem = string.Concat(options.Chain is null ? chain : options.Chain(chain));
        // Real quotes end their chain with a NUL.
        return new QuoteCertification(attestation.RawPoint.ToArray(), report, signature, auth, [.. Encoding.ASCII.GetBytes(pem), 0]);
    }
}
