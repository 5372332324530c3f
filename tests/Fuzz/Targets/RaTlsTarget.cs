using System.Security.Cryptography;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Fuzz.Mutation;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Fuzz.Targets;

/// <summary>The reader of certificates that carry a quote over their own key.</summary>
internal static class RaTlsTarget
{
    public static FuzzTarget Of(SimulatedPlatform platform, SimulatedTd td, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var quote = platform.Quote(td, KeyReportData.Of(key.ExportSubjectPublicKeyInfo()));
        using var made = RaTlsBuilder.Create(key, quote, "fuzz", now.AddHours(-1), now.AddDays(1));
        var certificate = made.RawData;
        return new FuzzTarget("ra-tls", [certificate, .. Seeds.Kept("der")], Tokens.Der, bytes => Read(bytes, certificate, now));
    }

    /// <summary>Whatever is taken is the certificate that was made: its own signature covers the rest.</summary>
    private static string Read(byte[] bytes, byte[] made, DateTimeOffset now)
    {
        if (!RaTlsCertificate.TryRead(bytes, now, out _, out var failure))
            return failure.ToString();
        return bytes.AsSpan().SequenceEqual(made) ? "certificate" : throw new UnsoundException("a certificate that nobody made is taken");
    }
}
