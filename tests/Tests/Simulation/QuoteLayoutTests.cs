using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Simulation;

/// <summary>The bytes of a simulated quote, read at the offsets of the specification and not with the verifier's own eyes.</summary>
public sealed class QuoteLayoutTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedPlatform Platform = SimulatedPlatform.FromSeed(1, Now);
    private static readonly byte[] ReportData = SHA512.HashData("report data"u8);

    public static TheoryData<int, int, PckCa> Shapes => new()
    {
        { 4, 584, PckCa.Platform }, { 4, 584, PckCa.Processor }, { 5, 584, PckCa.Platform }, { 5, 648, PckCa.Platform }, { 5, 648, PckCa.Processor },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EverySignatureHoldsAndEveryLengthIsExact(int version, int bodySize, PckCa ca)
    {
        var td = SimulatedTd.From("layout") with { QuoteVersion = version, Report = bodySize == 648 ? TdReportLayout.V15 : TdReportLayout.V10 };

        var quote = Platform.Quote(td, ReportData, new QuoteOptions { Ca = ca });

        var bodyEnd = (version == 5 ? 54 : 48) + bodySize;
        var data = quote.AsSpan(bodyEnd + 4);
        Assert.Equal(data.Length, BinaryPrimitives.ReadInt32LittleEndian(quote.AsSpan(bodyEnd)));
        Assert.Equal(ReportData, quote[(bodyEnd - bodySize + 520)..(bodyEnd - bodySize + 584)]);
        Assert.Equal(td.Mrtd.ToArray(), quote[(bodyEnd - bodySize + 136)..(bodyEnd - bodySize + 184)]);

        using var attestationKey = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = data[64..96].ToArray(), Y = data[96..128].ToArray() },
        });
        Assert.True(attestationKey.VerifyData(quote.AsSpan(0, bodyEnd), data[..64], HashAlgorithmName.SHA256));
        Assert.Equal(SHA256.HashData([.. data[64..128], .. data[584..616]]), data[(134 + 320)..(134 + 352)].ToArray());

        var chain = Chain(data);
        Assert.Equal(
            ["Intel SGX PCK Certificate", $"Intel SGX PCK {ca} CA", "Intel SGX Root CA"],
            chain.Select(c => c.GetNameInfo(X509NameType.SimpleName, forIssuer: false)));
        using var pck = chain[0].GetECDsaPublicKey()!;
        Assert.True(pck.VerifyData(data[134..518], data[518..582], HashAlgorithmName.SHA256));
    }

    [Fact]
    public void EveryCertificateSaysThatItIsNotHardware()
    {
        var quote = Platform.Quote(SimulatedTd.From("layout"), ReportData);

        foreach (var certificate in Chain(quote.AsSpan(636)))
        {
            Assert.Contains("O=EasyEnclave SIMULATED PLATFORM - NOT HARDWARE", certificate.Subject, StringComparison.Ordinal);
            Assert.Contains("O=EasyEnclave SIMULATED PLATFORM - NOT HARDWARE", certificate.Issuer, StringComparison.Ordinal);
            Assert.DoesNotContain("Intel Corporation", certificate.Subject, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TheStandardRegistersAreThoseOfARealLinuxGuest()
    {
        var quote = Platform.Quote(SimulatedTd.From("layout"), ReportData);

        Assert.Equal("0000001000000000", Convert.ToHexStringLower(quote.AsSpan(168, 8)));
        Assert.Equal("e702060000000000", Convert.ToHexStringLower(quote.AsSpan(176, 8)));
    }

    [Fact]
    public void AChangedRecipeChangesTheQuoteAndNothingElse()
    {
        var debug = new QuoteOptions { Td = td => td with { TdAttributes = td.TdAttributes | SimulatedTd.Debug } };

        var plain = Platform.Quote(SimulatedTd.From("layout"), ReportData);
        var changed = Platform.Quote(SimulatedTd.From("layout"), ReportData, debug);

        Assert.Equal(1, changed[168] ^ plain[168]);
        Assert.Equal(plain[..168], changed[..168]);
        Assert.Equal(plain[169..632], changed[169..632]);
    }

    [Fact]
    public async Task ThreadsMaySignAtOnce()
    {
        var td = SimulatedTd.From("layout");

        var quotes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Platform.Quote(td, ReportData))));

        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = quotes[0][700..732], Y = quotes[0][732..764] },
        });
        Assert.All(quotes, quote => Assert.True(key.VerifyData(quote.AsSpan(0, 632), quote.AsSpan(636, 64), HashAlgorithmName.SHA256)));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void ReportDataOfAnotherSizeIsABug(int size) =>
        Assert.Throws<ArgumentException>(() => Platform.Quote(SimulatedTd.From("layout"), new byte[size]));

    private static X509Certificate2[] Chain(ReadOnlySpan<byte> data)
    {
        var auth = BinaryPrimitives.ReadUInt16LittleEndian(data[582..]);
        Assert.Equal(data.Length - 590 - auth, BinaryPrimitives.ReadInt32LittleEndian(data[(586 + auth)..]));
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.ASCII.GetString(data[(590 + auth)..]).TrimEnd('\0'));
        for (var i = 0; i + 1 < certificates.Count; i++) Assert.Equal(certificates[i].IssuerName.RawData, certificates[i + 1].SubjectName.RawData);
        return [.. certificates];
    }
}
