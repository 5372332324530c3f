using System.Security.Cryptography;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Quotes of one TD on one machine whose certification differs, so that a verifier has not seen it before.</summary>
internal static class QuoteVariants
{
    // Offsets in a version 4 quote whose authentication data has 32 bytes.
    private const int BodyEnd = 632;
    private const int Signature = BodyEnd + 4;
    private const int AttestationKey = Signature + 64;
    private const int QeReport = Signature + 134;
    private const int QeReportData = QeReport + 320;
    private const int QeSignature = QeReport + 384;
    private const int AuthenticationData = QeSignature + 66;

    /// <summary>The quoting enclave made a new attestation key for each.</summary>
    public static byte[][] WithNewAttestationKeys(SimulatedPlatform platform, byte[] quote, int count) => Many(count, () =>
    {
        var changed = quote.ToArray();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] raw = [.. point.X!, .. point.Y!];
        raw.CopyTo(changed, AttestationKey);
        SHA256.HashData([.. raw, .. changed.AsSpan(AuthenticationData, 32)]).CopyTo(changed, QeReportData);
        CertifyAnew(platform, changed);
        key.SignData(changed.AsSpan(0, BodyEnd), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            .CopyTo(changed, Signature);
        return changed;
    });

    /// <summary>The PCK key signed the same QE report again for each.</summary>
    public static byte[][] WithNewQeSignatures(SimulatedPlatform platform, byte[] quote, int count) => Many(count, () =>
    {
        var changed = quote.ToArray();
        CertifyAnew(platform, changed);
        return changed;
    });

    private static void CertifyAnew(SimulatedPlatform platform, byte[] quote) =>
        platform.Keys[PlatformRole.PlatformPck].Sign(quote.AsSpan(QeReport, 384)).CopyTo(quote, QeSignature);

    private static byte[][] Many(int count, Func<byte[]> make) => [.. Enumerable.Range(0, count).Select(_ => make())];
}
