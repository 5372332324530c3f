using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Testing;

/// <summary>Agents in attested TLS: with a client certificate as the original's Python agent makes it.</summary>
internal static class ChannelAgent
{
    /// <summary>The report data of the original's claims quote: the second half is zero.</summary>
    public static readonly AgentProof OriginalsProof = new() { ReportData = data => [.. data[..32], .. new byte[32]] };

    /// <summary>The recipe of the certificate of an agent that runs what its script says.</summary>
    public static RaTlsRecipe Recipe(AgentScript script, DateTimeOffset now, SimulatedTd? td = null, QuoteOptions? machine = null) => new()
    {
        NotBefore = now,
        NotAfter = now.AddDays(1),
        Quote = reportData => TestNetwork.Platform.Quote(td ?? script.Td, reportData, machine ?? script.Machine),
    };

    /// <summary>Connects with a certificate, or without one, and binds both keys where it binds any.</summary>
    public static async Task<FakeAgent> ConnectAsync(Uri url, AgentScript script, X509Certificate2? certificate)
    {
        string seen = "-";
        return await FakeAgent.ConnectAsync(
            url,
            TestNetwork.Platform,
            script,
            options =>
            {
                if (certificate is not null)
                    options.ClientCertificates.Add(certificate);
                options.RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    seen = shown is null ? "-" : TlsFiles.KeyOf(shown);
                    return seen != "-";
                };
            },
            () => seen,
            certificate is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
    }
}
