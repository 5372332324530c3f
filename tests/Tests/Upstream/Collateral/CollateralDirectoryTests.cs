using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Collateral;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>Collateral from files: what an operator puts there counts, unless it is a step back.</summary>
public sealed class CollateralDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-collateral-").FullName;
    private readonly ManualTime _time = new(SyntheticPlatform.Now);
    private readonly FaultyMemory _memory = new();
    private CollateralDirectory _source;

    public CollateralDirectoryTests() => _source = Open();

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FMSPC-platform")]
    [InlineData("fmspc")]
    public async Task AFolderOfItsOwnGoesBeforeTheDirectory(string name)
    {
        string fmspc = SyntheticPlatform.Platform.Fmspc;
        Write(name.Replace("FMSPC", fmspc, StringComparison.Ordinal).Replace("fmspc", fmspc.ToLowerInvariant(), StringComparison.Ordinal), Issue());

        Assert.True(Verify(await FetchAsync()).Authentic);
    }

    [Fact]
    public async Task AFolderPutBackToOlderFilesIsIgnored()
    {
        CollateralBundle old = Issue();
        _time.Advance(TimeSpan.FromDays(2));
        Write("", Issue());
        CollateralWindow before = Verify(await FetchAsync()).Collateral!;

        Write("", old);
        _time.Advance(TimeSpan.FromSeconds(3));
        CollateralBundle? served = await FetchAsync();
        Assert.Equal(before, Verify(served).Collateral);
        Restart();

        Assert.Equal(before, Verify(await FetchAsync()).Collateral);
    }

    [Fact]
    public async Task NewerFilesAreTakenAndTheSameFilesCostNothing()
    {
        Write("", Issue());
        CollateralBundle? first = await FetchAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Same(first, await FetchAsync());
        Assert.Equal(1, _memory.Writes);

        _time.Advance(TimeSpan.FromDays(1));
        Write("", Issue());
        CollateralBundle? second = await FetchAsync();

        Assert.True(Verify(second).Collateral!.PckCrlNumber > Verify(first).Collateral!.PckCrlNumber);
    }

    [Fact]
    public async Task WhatWasProvenServesWithoutItsFilesUntilItsEnd()
    {
        Write("", Issue());
        DateTimeOffset end = Verify(await FetchAsync()).Collateral!.EarliestNextUpdate;
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);

        Restart();
        _time.AdvanceTo(end);
        Assert.True(Verify(await FetchAsync()).Authentic);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(Verify(await FetchAsync()).Authentic);
    }

    [Fact]
    public async Task FilesThatCannotBeProvenAreRefusedByTheirOwnCause()
    {
        Write("", Issue());
        _time.Advance(TimeSpan.FromDays(60));

        Assert.Equal(VerificationFailure.TcbInfoWindow, Verify(await FetchAsync()).Failure);
    }

    [Fact]
    public async Task NothingIsUsedBeforeItIsDurable()
    {
        Write("", Issue());
        _memory.Unwritable = true;

        Assert.Null(await FetchAsync());
    }

    private CollateralDirectory Open() => new(
        _folder,
        SyntheticPlatform.Platform.TrustRoot,
        new CollateralKeeping(_memory, _ => { }),
        _time,
        NullLogger<CollateralDirectory>.Instance);

    private void Restart()
    {
        _source.Dispose();
        _source = Open();
    }

    private CollateralBundle Issue() => SyntheticPlatform.Platform.IssueCollateral(_time.Now, new CollateralOptions { Ca = PckCa.Platform });

    private Task<CollateralBundle?> FetchAsync() =>
        _source.FetchAsync(SyntheticPlatform.Platform.Fmspc, PckCa.Platform, CancellationToken.None).AsTask();

    private Verdict Verify(CollateralBundle? bundle) => new QuoteVerifier(SyntheticPlatform.Platform.TrustRoot).Verify(
        SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, SyntheticPlatform.ReportData, SyntheticPlatform.StandardQuote with { Ca = PckCa.Platform }),
        bundle,
        _time.Now);

    private void Write(string name, CollateralBundle bundle)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "tcb_info.json"), Signed("tcbInfo", bundle.TcbInfo!));
        File.WriteAllBytes(Path.Combine(folder, "qe_identity.json"), Signed("enclaveIdentity", bundle.QeIdentity!));
        File.WriteAllBytes(Path.Combine(folder, "root_ca_crl.der"), bundle.RootCaCrl!.Value.ToArray());
        File.WriteAllBytes(Path.Combine(folder, "pck_crl.der"), bundle.PckCrl!.Value.ToArray());
        File.WriteAllText(Path.Combine(folder, "tcb_signing_chain.pem"), bundle.TcbInfoIssuerChain);
        File.WriteAllText(Path.Combine(folder, "pck_crl_issuer_chain.pem"), bundle.PckCrlIssuerChain);
    }

    private static byte[] Signed(string name, SignedDocument document) => Encoding.UTF8.GetBytes(
        $$"""{"{{name}}":{{Encoding.UTF8.GetString(document.Body.Span)}},"signature":"{{Convert.ToHexStringLower(document.Signature.Span)}}"}""");
}
