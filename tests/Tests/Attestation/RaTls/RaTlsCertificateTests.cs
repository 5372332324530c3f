using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation.RaTls;

/// <summary>Each way in which a certificate does not carry a quote over its key, beside the nearest one that does.</summary>
public sealed class RaTlsCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = SyntheticPlatform.Now;

    private readonly RaTlsRecipe _good = new()
    {
        NotBefore = Now.AddHours(-1),
        NotAfter = Now.AddHours(23),
        Quote = reportData => SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, reportData),
    };

    public void Dispose() => _good.Key.Dispose();

    [Fact]
    public void ACertificateAsTheOriginalsAgentsMakeThemIsRead()
    {
        Assert.True(RaTlsCertificate.TryRead(_good.Der(), Now, out var certificate, out var failure));

        Assert.Equal(RaTlsFailure.None, failure);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_good.Spki)), certificate.KeySha256);
        Assert.Equal((_good.NotBefore, _good.NotAfter), (certificate.NotBefore, certificate.NotAfter));
        Assert.Equal(SyntheticPlatform.Td.Mrtd.ToArray(), certificate.Quote.Body.Mrtd.ToArray());
    }

    [Fact]
    public void OneThatPythonMadeIsReadByteForByte()
    {
        using X509Certificate2 made = X509CertificateLoader.LoadCertificateFromFile(
            Path.Combine(Repository.Root, "tests", "Tests", "Attestation", "RaTls", "original.pem"));
        DateTimeOffset at = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        Assert.True(RaTlsCertificate.TryRead(made.RawDataMemory, at, out var certificate, out var failure), $"{failure}");

        Assert.Equal(made.Extensions.Single().RawData, certificate.Quote.Canonical.ToArray());
        Assert.Equal(SimulatedTd.From("acme/hello@v1.0.0").Mrtd.ToArray(), certificate.Quote.Body.Mrtd.ToArray());
        Refused(RaTlsFailure.Expired, made.RawData, at.AddDays(1));
    }

    [Fact]
    public void WhatTheBuilderMakesIsReadAndHoldsOneQuoteTwice()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] quote = SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, KeyReportData.Of(key.ExportSubjectPublicKeyInfo()));
        using X509Certificate2 made = RaTlsBuilder.Create(key, quote, "test", Now, Now.AddDays(1));

        Assert.True(RaTlsCertificate.TryRead(made.RawData, Now, out var certificate, out _));
        Assert.Equal(quote, certificate.Quote.Canonical.ToArray());
        Assert.Equal(quote, made.Extensions.Single(extension => extension.Oid!.Value == RaTlsRecipe.QuoteOid).RawData);
        Assert.Equal(
            DiceEvidence.Write(quote, key.ExportSubjectPublicKeyInfo()),
            made.Extensions.Single(extension => extension.Oid!.Value == RaTlsRecipe.EvidenceOid).RawData);
        Assert.True(made.HasPrivateKey);
    }

    [Fact]
    public void TheTaggedEvidenceIsAQuoteAndTheKeysHashInCbor()
    {
        byte[] evidence = DiceEvidence.Write(new byte[300], [1, 2, 3]);

        Assert.Equal("d9ea60" + "82" + "59012c", Convert.ToHexStringLower(evidence.AsSpan(0, 7)));
        Assert.Equal(
            "5833" + "a1" + "6b7075626b65792d68617368" + "5824" + "8201" + "5820" + Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])),
            Convert.ToHexStringLower(evidence.AsSpan(307)));
    }

    [Fact]
    public void ItsTwoExtensionsMayStandAloneAndMustAgree()
    {
        byte[] quote = Quoted();
        byte[] other = Quoted();
        byte[] evidence = DiceEvidence.Write(quote, _good.Spki);

        Accepted(With((RaTlsRecipe.EvidenceOid, false, evidence)));
        Accepted(With((RaTlsRecipe.QuoteOid, false, quote), (RaTlsRecipe.EvidenceOid, true, evidence)));
        Refused(RaTlsFailure.QuotesDiffer, With((RaTlsRecipe.QuoteOid, false, other), (RaTlsRecipe.EvidenceOid, false, evidence)));
    }

    [Fact]
    public void EachExtensionStandsOnce()
    {
        byte[] quote = Quoted();
        byte[] evidence = DiceEvidence.Write(quote, _good.Spki);

        Refused(RaTlsFailure.QuoteTwice, With((RaTlsRecipe.QuoteOid, false, quote), (RaTlsRecipe.QuoteOid, false, quote)));
        Refused(RaTlsFailure.QuoteTwice, With((RaTlsRecipe.EvidenceOid, false, evidence), (RaTlsRecipe.EvidenceOid, false, evidence)));
        Refused(RaTlsFailure.QuoteMissing, _good with { Quote = null });
        Refused(RaTlsFailure.QuoteMissing, With(("2.5.29.14", false, [4, 0])));
    }

    [Fact]
    public void EvidenceIsTakenInOneFormOnly()
    {
        byte[] quote = Quoted();
        byte[] good = DiceEvidence.Write(quote, _good.Spki);

        Refused(RaTlsFailure.EvidenceMalformed, With((RaTlsRecipe.EvidenceOid, false, [.. good, 0])));
        Refused(RaTlsFailure.EvidenceMalformed, With((RaTlsRecipe.EvidenceOid, false, good[..^1])));
        Refused(RaTlsFailure.EvidenceMalformed, With((RaTlsRecipe.EvidenceOid, false, quote)));
        Refused(RaTlsFailure.EvidenceMalformed, With((RaTlsRecipe.EvidenceOid, false, DiceEvidence.Write(quote, [1]))));
        Refused(RaTlsFailure.EvidenceMalformed, With((RaTlsRecipe.EvidenceOid, false, [])));
    }

    [Fact]
    public void AQuoteHasItsSizeAndItsForm()
    {
        byte[] padded = [.. Quoted(), .. new byte[70]];

        Accepted(With((RaTlsRecipe.QuoteOid, false, padded)));
        Refused(RaTlsFailure.QuoteMalformed, With((RaTlsRecipe.QuoteOid, false, [.. Quoted(), 1])));
        Refused(RaTlsFailure.QuoteMalformed, With((RaTlsRecipe.QuoteOid, false, [])));
        Refused(RaTlsFailure.QuoteTooLarge, With((RaTlsRecipe.QuoteOid, false, [.. Quoted(), .. new byte[Quote.MaxLength]])));
        Refused(RaTlsFailure.TooLarge, With((RaTlsRecipe.QuoteOid, false, new byte[RaTlsCertificate.MaxLength])));
    }

    [Fact]
    public void TheQuoteIsOverThisKeyAndNothingElse()
    {
        Refused(RaTlsFailure.KeyNotBound, _good with { ReportData = data => [.. data[..63], 1] });
        Refused(RaTlsFailure.KeyNotBound, _good with { ReportData = data => [(byte)(data[0] ^ 1), .. data[1..]] });
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] foreign = SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, KeyReportData.Of(other.ExportSubjectPublicKeyInfo()));
        Refused(RaTlsFailure.KeyNotBound, With((RaTlsRecipe.QuoteOid, false, foreign)));
    }

    [Fact]
    public void ItIsSignedByItsOwnKey()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused(RaTlsFailure.SelfSignature, _good with { Signer = other });

        byte[] changed = _good.Der();
        int serial = changed.AsSpan().IndexOf(new byte[] { 0x12, 0x34, 0x56, 0x78 });
        changed[serial + 1] ^= 1;
        Refused(RaTlsFailure.SelfSignature, changed);
    }

    [Fact]
    public void OnlyP256WithSha256IsTaken()
    {
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Refused(RaTlsFailure.KeyType, _good with { Key = p384 });
        Refused(RaTlsFailure.SignatureAlgorithm, _good with { Hash = HashAlgorithmName.SHA384 });

        using RSA rsa = RSA.Create(2048);
        using X509Certificate2 pair = new CertificateRequest("CN=rsa", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        {
            CertificateExtensions = { new X509Extension(RaTlsRecipe.QuoteOid, Quoted(), critical: false) },
        }.CreateSelfSigned(Now, Now.AddDays(1));
        Refused(RaTlsFailure.SignatureAlgorithm, pair.RawData);
    }

    [Fact]
    public void ItsLifetimeIsKeptToTheSecond()
    {
        byte[] der = _good.Der();

        Assert.True(RaTlsCertificate.TryRead(der, _good.NotAfter, out _, out _));
        Refused(RaTlsFailure.Expired, der, _good.NotAfter.AddSeconds(1));
        Assert.True(RaTlsCertificate.TryRead(der, _good.NotBefore - RaTlsCertificate.ClockSkew, out _, out _));
        Refused(RaTlsFailure.NotYetValid, der, _good.NotBefore - RaTlsCertificate.ClockSkew - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void ALifetimeHasAnEndThatIsNotFar()
    {
        Accepted(_good with { NotAfter = _good.NotBefore + RaTlsCertificate.MaxLifetime });
        Refused(RaTlsFailure.Lifetime, _good with { NotAfter = _good.NotBefore + RaTlsCertificate.MaxLifetime.Add(TimeSpan.FromHours(1)) });
        Refused(RaTlsFailure.Lifetime, _good with { NotAfter = _good.NotBefore });
    }

    [Fact]
    public void ALifetimeAtAnEndOfTheCalendarIsJudgedAsAnyOther()
    {
        Refused(RaTlsFailure.Expired, _good with { NotBefore = DateTimeOffset.MinValue, NotAfter = DateTimeOffset.MinValue.AddDays(2) });
        DateTimeOffset last = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        Refused(RaTlsFailure.NotYetValid, _good with { NotBefore = last.AddDays(-2), NotAfter = last });
    }

    [Fact]
    public void WhatIsNoCertificateOfVersion3IsMalformed()
    {
        byte[] der = _good.Der();

        Refused(RaTlsFailure.Malformed, []);
        Refused(RaTlsFailure.Malformed, [.. der, 0]);
        Refused(RaTlsFailure.Malformed, der[..^1]);
        Refused(RaTlsFailure.Malformed, _good with { Version = 1 });
    }

    [Fact]
    public void AnUnknownExtensionIsPassedOverUnlessItIsCritical()
    {
        byte[] quote = Quoted();

        Accepted(With((RaTlsRecipe.QuoteOid, true, quote), ("2.5.29.17", true, [0x30, 0]), ("1.2.3.4", false, [1])));
        Refused(RaTlsFailure.Malformed, With((RaTlsRecipe.QuoteOid, true, quote), ("1.2.3.4", true, [1])));
    }

    [Fact]
    public void NoBitOfItCanBeFlipped()
    {
        byte[] der = _good.Der();

        for (int position = 0; position < der.Length; position += 7)
        {
            byte[] flipped = [.. der];
            flipped[position] ^= (byte)(1 << (position % 8));
            Assert.False(RaTlsCertificate.TryRead(flipped, Now, out _, out RaTlsFailure failure), $"byte {position}");
            Assert.NotEqual(RaTlsFailure.None, failure);
        }
    }

    [Fact]
    public void FailuresHaveTheseCodes() => Assert.Equal(
        """
        none too_large malformed signature_algorithm key_type quote_missing quote_twice quote_too_large evidence_malformed quotes_differ
        quote_malformed key_not_bound self_signature lifetime not_yet_valid expired
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        Enum.GetValues<RaTlsFailure>().Select(RaTlsFailures.Code));

    private byte[] Quoted(QuoteOptions? options = null) =>
        SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, KeyReportData.Of(_good.Spki), options);

    private RaTlsRecipe With(params (string Oid, bool Critical, byte[] Value)[] extensions) => _good with { Extensions = _ => extensions };

    private static void Accepted(RaTlsRecipe recipe) =>
        Assert.True(RaTlsCertificate.TryRead(recipe.Der(), Now, out _, out RaTlsFailure failure), $"{failure}");

    private static void Refused(RaTlsFailure expected, RaTlsRecipe recipe) => Refused(expected, recipe.Der());

    private static void Refused(RaTlsFailure expected, byte[] der, DateTimeOffset? at = null)
    {
        Assert.False(RaTlsCertificate.TryRead(der, at ?? Now, out RaTlsCertificate? certificate, out RaTlsFailure failure));
        Assert.Null(certificate);
        Assert.Equal(expected, failure);
    }
}
