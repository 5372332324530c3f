using System.Security.Cryptography;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The simulated platform that these tests share, another one with the same names, and a verifier that trusts the first.</summary>
internal static class SyntheticPlatform
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static SimulatedPlatform Platform { get; } = SimulatedPlatform.FromSeed(7, Now);

    /// <summary>A platform with the same names everywhere and other keys.</summary>
    public static SimulatedPlatform Other { get; } = SimulatedPlatform.FromSeed(8, Now);

    public static SimulatedTd Td { get; } = SimulatedTd.From("synthetic");

    public static SimulatedTd TdV5 { get; } = Td.AsV5();

    public static byte[] ReportData { get; } = SHA512.HashData("synthetic report data"u8);

    public static QuoteOptions StandardQuote { get; } = new();

    private static CollateralBundle StandardCollateral { get; } = Platform.IssueCollateral(Now);

    private static QuoteVerifier Caching { get; } = new(Platform.TrustRoot, new VerificationCache());

    public static QuoteOptions ProcessorQuote { get; } = new() { Ca = PckCa.Processor };

    public static Verdict Verify(SyntheticCase @case)
    {
        var quote = Platform.Quote(@case.Td, ReportData, @case.Quote);
        var collateral = @case.Collateral is null && @case.Quote.Ca == PckCa.Platform
            ? StandardCollateral
            : Platform.IssueCollateral(Now, (@case.Collateral ?? new()) with { Ca = @case.Quote.Ca });
        return Verify(quote, collateral);
    }

    /// <summary>Verifies without a cache, and twice with one that all these tests fill: nothing kept may change a verdict.</summary>
    public static Verdict Verify(byte[] quote, CollateralBundle collateral, DateTimeOffset? at = null)
    {
        var verdict = new QuoteVerifier(Platform.TrustRoot).Verify(quote, collateral, at ?? Now);
        for (var round = 0; round < 2; round++)
        {
            var cached = Caching.Verify(quote, collateral, at ?? Now);
            Assert.Equal(verdict.Failure, cached.Failure);
            Assert.Equal(verdict.Appraisal?.Status, cached.Appraisal?.Status);
            Assert.Equal(verdict.Steps, cached.Steps);
        }

        return verdict;
    }

    public static QuoteOptions Pck(Func<CertificateRecipe, CertificateRecipe> change) => new() { Pck = change };

    public static QuoteOptions Sgx(Func<SgxExtensionRecipe, SgxExtensionRecipe> change) => Pck(recipe => recipe with { Sgx = change(recipe.Sgx!) });

    public static QuoteOptions Qe(Func<QeRecipe, QeRecipe> change) => new() { Qe = change };

    public static QuoteOptions Frame(Func<QuoteFrame, QuoteFrame> change) => new() { Frame = change };

    public static QuoteOptions TdOf(Func<SimulatedTd, SimulatedTd> change) => new() { Td = change };

    public static CollateralOptions TcbInfo(Func<TcbInfoRecipe, TcbInfoRecipe> change) => new() { TcbInfo = change };

    public static CollateralOptions QeIdentity(Func<QeIdentityRecipe, QeIdentityRecipe> change) => new() { QeIdentity = change };

    public static CollateralOptions RootCrl(Func<CrlRecipe, CrlRecipe> change) => new() { RootCrl = change };

    public static CollateralOptions PckCrl(Func<CrlRecipe, CrlRecipe> change) => new() { PckCrl = change };

    public static CollateralOptions Bundle(Func<CollateralBundle, CollateralBundle> change) => new() { Bundle = change };

    /// <summary>Changes to certificates that touch the chain of the TCB info alone.</summary>
    public static CollateralOptions TcbChain(CollateralOptions options) =>
        Bundle(bundle => bundle with { TcbInfoIssuerChain = Platform.IssueCollateral(Now, options).TcbInfoIssuerChain });

    /// <summary>Changes to certificates that touch the chain of the QE identity alone.</summary>
    public static CollateralOptions QeChain(CollateralOptions options) =>
        Bundle(bundle => bundle with { QeIdentityIssuerChain = Platform.IssueCollateral(Now, options).QeIdentityIssuerChain });

    /// <summary>Changes to certificates that touch the chain of the PCK CRL alone.</summary>
    public static CollateralOptions CrlChain(CollateralOptions options) =>
        Bundle(bundle => bundle with { PckCrlIssuerChain = Platform.IssueCollateral(Now, options).PckCrlIssuerChain });

    /// <summary>Names of the cases, for a theory.</summary>
    public static TheoryData<string> Names(IEnumerable<SyntheticCase> cases) => [.. cases.Select(@case => @case.Name)];
}
