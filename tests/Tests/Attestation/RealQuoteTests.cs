using System.Text.Json;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation;

/// <summary>The verifier against every real quote with collateral, by the fields and verdicts of an independent checker.</summary>
public sealed class RealQuoteTests
{
    private static readonly QuoteVerifier Intel = new(TrustRoot.Intel);

    public static TheoryData<string> Sets => RealSet.Names;

    public static TheoryData<string> PaddedSets => [.. RealQuotes.SetsWith("quote-padded.bin")];

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void TheStatusIsTheOneOfIntelsRule(string name)
    {
        var set = RealSet.Load(name);

        var verdict = set.Verify(Intel);

        Assert.Null(verdict.Failure);
        Assert.True(verdict.Authentic);
        Assert.Equal(TrustRoot.IntelName, verdict.TrustRoot);
        Assert.Equal(Enum.GetValues<VerificationStep>(), verdict.Steps);
        Assert.Equal(set.Expected.GetProperty("verdict").GetString(), TcbStatuses.Name(verdict.Appraisal!.Status));
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void PlatformModuleAndQeHaveTheirOwnStatus(string name)
    {
        var set = RealSet.Load(name);
        var detail = set.Expected.GetProperty("detail");
        var appraisal = set.Verify(Intel).Appraisal!;

        if (detail.TryGetProperty("error", out _))
        {
            Assert.Equal(TcbStatus.TcbNotSupported, appraisal.PlatformStatus);
            Assert.NotEmpty(appraisal.Shortfalls);
            return;
        }

        Assert.Equal(detail.GetProperty("platform").GetString(), TcbStatuses.Name(appraisal.PlatformStatus));
        Assert.Equal(detail.GetProperty("sgx_only").GetString(), TcbStatuses.Name(appraisal.SgxStatus));
        Assert.Equal(detail.GetProperty("qe")[1].GetString(), TcbStatuses.Name(appraisal.QeStatus));
        Assert.Equal(detail.GetProperty("advisories").EnumerateArray().Select(item => item.GetString()), appraisal.Advisories);
        Assert.True(appraisal.TcbDate <= detail.GetProperty("platform_date").GetDateTimeOffset());

        var module = detail.GetProperty("module");
        Assert.Equal(module.ValueKind == JsonValueKind.Null ? null : module[0].GetString(), appraisal.ModuleId);
        Assert.Equal(
            module.ValueKind == JsonValueKind.Null ? null : module[2].GetString(),
            appraisal.ModuleStatus is { } status ? TcbStatuses.Name(status) : null);
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void EveryFieldIsReadWhereItStands(string name)
    {
        var set = RealSet.Load(name);
        var verdict = set.Verify(Intel);
        var quote = verdict.Quote!;

        Assert.Equal(set.Expected.GetProperty("quote_version").GetInt32(), quote.Version);
        Assert.Equal(set.Expected.GetProperty("body_type").GetInt32(), quote.Body.IsVersion15 ? 3 : 2);
        Assert.Equal(set.Expected.GetProperty("qe_isvsvn").GetInt32(), verdict.Appraisal!.QeSvn);
        foreach (var field in set.Expected.GetProperty("fields").EnumerateObject())
            Assert.Equal((field.Name, field.Value.GetString()), (field.Name, Field(quote.Body, field.Name)));
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void ThePlatformIsTheOneOfThePckCertificate(string name)
    {
        var set = RealSet.Load(name);
        var platform = set.Verify(Intel).Platform!;
        var config = set.Expected.GetProperty("config");

        Assert.Equal(set.Expected.GetProperty("fmspc").GetString(), platform.Fmspc);
        Assert.Equal(set.Expected.GetProperty("pceid").GetString(), platform.PceId);
        Assert.Equal(set.Expected.GetProperty("pcesvn").GetInt32(), platform.PceSvn);
        Assert.Equal(set.Expected.GetProperty("ppid").GetString(), platform.Ppid);
        Assert.Equal(set.Expected.GetProperty("platform_instance_id").GetString(), platform.PlatformInstanceId);
        Assert.Equal(PckCa.Platform, platform.Ca);
        Assert.Equal(
            set.Expected.GetProperty("sgx_components").EnumerateArray().Select(item => item.GetByte()), platform.Components.ToArray());
        Assert.Equal(platform.Components.ToArray(), platform.CpuSvn.ToArray());
        Assert.Equal(
            new PlatformConfiguration(Flag(config, "dynamic"), Flag(config, "cachedKeys"), Flag(config, "smt")), platform.Configuration);
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void TheVerdictStandsFromTheFirstToTheLastSecondOfItsWindowAndNoLonger(string name)
    {
        var set = RealSet.Load(name);
        var first = set.Expected.GetProperty("window")[0].GetDateTimeOffset();
        var last = set.Expected.GetProperty("window")[1].GetDateTimeOffset();
        var second = TimeSpan.FromSeconds(1);

        Assert.True(Intel.Verify(set.Quote, set.Collateral, first).Authentic);
        Assert.True(Intel.Verify(set.Quote, set.Collateral, last).Authentic);
        Assert.False(Intel.Verify(set.Quote, set.Collateral, first - second).Authentic);
        Assert.False(Intel.Verify(set.Quote, set.Collateral, last + second).Authentic);

        var window = set.Verify(Intel).Collateral!;
        Assert.Equal((first, last), (window.LatestIssue, window.EarliestNextUpdate));
        if (set.Expected.GetProperty("detail").TryGetProperty("eval", out var numbers))
        {
            Assert.Equal(
                (numbers[0].GetInt64(), numbers[1].GetInt64()), (window.TcbInfoEvaluationNumber, window.QeIdentityEvaluationNumber));
        }
    }

    [RealQuotesTheory]
    [MemberData(nameof(PaddedSets))]
    public void ZerosBehindAQuoteAreCutAndAnythingElseIsRefused(string name)
    {
        var set = RealSet.Load(name);
        var padded = RealQuotes.Read(name, "quote-padded.bin");

        Assert.True(Quote.TryParse(padded, out var quote, out _));
        Assert.Equal(set.Quote, quote.Canonical.ToArray());

        padded[^1] = 1;
        Assert.False(Quote.TryParse(padded, out _, out var failure));
        Assert.Equal(VerificationFailure.TrailingBytes, failure);
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void ThePartsAsFilesGiveTheSameVerdictAsTheOneDocument(string name)
    {
        var set = RealSet.Load(name);
        var contents = CollateralParts.FileNames.ToDictionary(
            file => file.Key, file => new ReadOnlyMemory<byte>(RealQuotes.Read(name, file.Value)));

        Assert.True(CollateralParts.TryAssemble(contents, out var bundle, out _));

        Assert.Equal(set.Verify(Intel).Appraisal!.Status, Intel.Verify(set.Quote, bundle, set.Now).Appraisal!.Status);
    }

    private static bool Flag(JsonElement config, string name) => config.GetProperty(name).GetString() == "ff";

    private static string Field(TdReport report, string name) => Convert.ToHexStringLower((name switch
    {
        "tee_tcb_svn" => report.TeeTcbSvn,
        "mr_seam" => report.MrSeam,
        "mr_signer_seam" => report.MrSignerSeam,
        "seam_attributes" => report.SeamAttributes,
        "td_attributes" => report.TdAttributes,
        "xfam" => report.Xfam,
        "mrtd" => report.Mrtd,
        "mr_config_id" => report.MrConfigId,
        "mr_owner" => report.MrOwner,
        "mr_owner_config" => report.MrOwnerConfig,
        "rtmr0" => report.Rtmr0,
        "rtmr1" => report.Rtmr1,
        "rtmr2" => report.Rtmr2,
        "rtmr3" => report.Rtmr3,
        "report_data" => report.ReportData,
        "tee_tcb_svn2" => report.TeeTcbSvn2!.Value,
        "mr_service_td" => report.MrServiceTd!.Value,
        _ => throw new InvalidOperationException($"A field without a test: {name}."),
    }).Span);
}
