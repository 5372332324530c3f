using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>Collateral over a socket from a service that answers as the real one does, and as it should not.</summary>
public sealed class PcsCollateralSourceTests
{
    [Theory]
    [InlineData(PckCa.Platform)]
    [InlineData(PckCa.Processor)]
    public async Task AQuoteVerifiesWithWhatTheServiceDelivers(PckCa ca)
    {
        await using PcsHost host = await PcsHost.StartAsync();

        CollateralBundle? bundle = await host.FetchAsync(ca);

        Assert.True(host.Verify(bundle, ca).Authentic);
        Assert.Contains($"/tdx/certification/v4/tcb?fmspc={PcsHost.Fmspc}", host.Server.Asked);
        Assert.Contains($"/sgx/certification/v4/pckcrl?ca={ca.ToString().ToLowerInvariant()}&encoding=der", host.Server.Asked);
    }

    [Fact]
    public async Task HeaderNamesAreComparedWithoutCaseAndAPlusStays()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Name = name => name.ToUpperInvariant();
        host.Script.Encode = pem => Uri.EscapeDataString(pem).Replace("%2B", "+", StringComparison.Ordinal);

        Assert.True(host.Verify(await host.FetchAsync()).Authentic);
    }

    [Fact]
    public async Task TheOlderNameOfTheTcbInfosChainIsTaken()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Name = name => name == "TCB-Info-Issuer-Chain" ? "SGX-" + name : name;

        Assert.NotNull(await host.FetchAsync());
    }

    [Theory]
    [InlineData("TCB-Info-Issuer-Chain")]
    [InlineData("SGX-Enclave-Identity-Issuer-Chain")]
    [InlineData("SGX-PCK-CRL-Issuer-Chain")]
    public async Task AnAnswerWithoutItsChainIsRefused(string missing)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Name = name => name == missing ? "X-" + name : name;

        Assert.Null(await host.FetchAsync());
    }

    [Theory]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("pem")]
    public async Task CrlsAreReadByTheirContent(string form)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Crl = der => Encoding.ASCII.GetBytes(form switch
        {
            "hex" => Convert.ToHexStringLower(der),
            "HEX" => Convert.ToHexString(der) + "\n",
            _ => PemEncoding.WriteString("X509 CRL", der),
        });

        Assert.True(host.Verify(await host.FetchAsync()).Authentic);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task AnUnknownPlatformIsNotAskedForAgainForMinutes(int status)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.Say("/tcb", status);

        Assert.Null(await host.FetchAsync());
        host.Time.Advance(TimeSpan.FromMinutes(7));
        Assert.Null(await host.FetchAsync());
        Assert.Single(host.Server.Asked);

        host.Server.Answer = host.Script.AnswerAsync;
        host.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.NotNull(await host.FetchAsync());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task AServerThatNamesATimeIsLeftAloneUntilThen(int status)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.Say("/tcb", status, ("Retry-After", "120"));

        Assert.Null(await host.FetchAsync());
        host.Server.Answer = host.Script.AnswerAsync;
        host.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Null(await host.FetchAsync());
        Assert.Single(host.Server.Asked);

        host.Time.Advance(TimeSpan.FromSeconds(16));
        Assert.NotNull(await host.FetchAsync());
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task AFailingServerIsAskedThreeTimes(int failures, bool answered)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.First(context =>
        {
            bool fails = context.Request.Path.Value!.EndsWith("/tcb", StringComparison.Ordinal) && host.Server.Count("/tcb") <= failures;
            context.Response.StatusCode = fails ? 503 : 200;
            return Task.FromResult(fails);
        });

        Assert.Equal(answered, await host.FetchAsync() is not null);
        Assert.Equal(3, host.Server.Count("/tcb"));
    }

    [Fact]
    public async Task AServerThatKeepsFailingIsLeftAlone()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.Say("/tcb", 500);

        for (int i = 0; i < 4; i++)
        {
            Assert.Null(await host.FetchAsync());
            host.Time.Advance(Renewal());
        }

        // Of the twelve attempts, the breaker let through those until the sixth failure.
        Assert.InRange(host.Server.Count("/tcb"), 6, 8);
    }

    [Fact]
    public async Task ASlowServerIsGivenUp()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.First(async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(
                _ => { }, TaskScheduler.Default);
            return true;
        });

        Task<CollateralBundle?> fetch = host.FetchAsync();
        await Until.TrueAsync(() => host.Server.Asked.Count == 1);
        Assert.False(fetch.IsCompleted);
        host.Time.Advance(new UpstreamLimits().Total);

        Assert.Null(await fetch);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(int.MaxValue, false)]
    public async Task ATruncatedAnswerIsAskedForAgainAndNeverTaken(int times, bool answered)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.First(async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/identity", StringComparison.Ordinal) || host.Server.Count("/identity") > times)
                return false;
            context.Response.ContentLength = 5000;
            await context.Response.Body.WriteAsync(new byte[100]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });

        Assert.Equal(answered, await host.FetchAsync() is not null);
    }

    [Theory]
    [InlineData("/tcb")]
    [InlineData("/pckcrl")]
    public async Task AnEndlessAnswerIsCutOff(string path)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Server.First(async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal))
                return false;
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                    await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
            }

            return true;
        });

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task ARedirectIsNotFollowed()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        await using UpstreamServer elsewhere = await UpstreamServer.StartAsync();
        elsewhere.Answer = host.Script.AnswerAsync;
        host.Server.Say("/tcb", 302, ("Location", $"{elsewhere.Url}tdx/certification/v4/tcb?fmspc={PcsHost.Fmspc}"));

        Assert.Null(await host.FetchAsync());
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task CollateralOfAnotherSignerIsRefused()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = ca => SyntheticPlatform.Other.IssueCollateral(host.Time.Now, new CollateralOptions { Ca = ca });

        Assert.Null(await host.FetchAsync());
    }

    [Theory]
    [InlineData("CRLs")]
    [InlineData("documents of another signer")]
    [InlineData("CRL of the other CA")]
    [InlineData("TCB info and QE identity")]
    [InlineData("chains")]
    [InlineData("a CRL's chain for a document's")]
    [InlineData("TCB info of another platform")]
    public async Task SwappedPartsAreRefused(string swap)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        Func<PckCa, CollateralBundle> honest = host.Script.Bundle;
        CollateralBundle other = SyntheticPlatform.Other.IssueCollateral(host.Time.Now);
        CollateralBundle elsewhere = SyntheticPlatform.Platform.IssueCollateral(
            host.Time.Now, SyntheticPlatform.TcbInfo(recipe => recipe with { Fmspc = "00112233AABB" }));
        host.Script.Bundle = ca => swap switch
        {
            "CRLs" => honest(ca) with { RootCaCrl = honest(ca).PckCrl, PckCrl = honest(ca).RootCaCrl },
            "documents of another signer" => honest(ca) with { QeIdentity = other.QeIdentity, QeIdentityIssuerChain = other.QeIdentityIssuerChain },
            "CRL of the other CA" => honest(PckCa.Processor),
            "TCB info and QE identity" => honest(ca) with { TcbInfo = honest(ca).QeIdentity, QeIdentity = honest(ca).TcbInfo },
            "chains" => honest(ca) with { TcbInfoIssuerChain = honest(ca).PckCrlIssuerChain, PckCrlIssuerChain = honest(ca).TcbInfoIssuerChain },
            "a CRL's chain for a document's" => honest(ca) with { QeIdentityIssuerChain = honest(ca).PckCrlIssuerChain },
            _ => honest(ca) with { TcbInfo = elsewhere.TcbInfo, TcbInfoIssuerChain = elsewhere.TcbInfoIssuerChain },
        };

        Assert.Null(await host.FetchAsync());
    }

    [Theory]
    [InlineData("0G0000000000")]
    [InlineData("00806f050000")]
    [InlineData("00806F05000")]
    public async Task WhatIsNoFmspcIsNotAskedFor(string fmspc)
    {
        await using PcsHost host = await PcsHost.StartAsync();

        Assert.Null(await host.Source.FetchAsync(fmspc, PckCa.Platform, CancellationToken.None));
        Assert.Empty(host.Server.Asked);
    }

    private static TimeSpan Renewal() => EasyEnclave.Upstream.Collateral.Renewal.Soon;
}
