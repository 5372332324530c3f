using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Finds the levels of platform, module and quoting enclave, and converges them into one appraisal.</summary>
internal static class TcbAppraiser
{
    /// <summary>Appraises an authentic quote against documents that are this platform's and a module that is known.</summary>
    public static TcbAppraisal Appraise(TcbInfo info, QeIdentity qeIdentity, TdxModuleIdentity module, PckPlatform platform, Quote quote)
    {
        var report = quote.Body;
        var moduleSvn = TdxModule.SvnOf(report.TeeTcbSvn);
        var qeSvn = quote.Signature.QeReport.IsvSvn;

        var platformMatch = PlatformMatch.Find(info, platform, report);
        var moduleLevel = IsvLevel.Match(module.Levels, moduleSvn);
        var qeLevel = IsvLevel.Match(qeIdentity.Levels, qeSvn);

        var platformStatus = platformMatch.Tdx?.Verdict.Status ?? TcbStatus.TcbNotSupported;
        var sgxStatus = platformMatch.Sgx?.Verdict.Status ?? TcbStatus.TcbNotSupported;
        TcbStatus? moduleStatus = module.Id is null ? null : moduleLevel?.ConvergingStatus ?? TcbStatus.TcbNotSupported;
        var qeStatus = qeLevel?.ConvergingStatus ?? TcbStatus.TcbNotSupported;

        var status = Convergence.Converge(platformStatus, moduleStatus ?? TcbStatus.UpToDate);
        var relaunch = Relaunch.Advise(info, report.TeeTcbSvn2, sgxStatus, moduleStatus, qeStatus, status);
        LevelVerdict?[] verdicts = [platformMatch.Tdx?.Verdict, moduleLevel?.Verdict, qeLevel?.Verdict];

        return new TcbAppraisal
        {
            Status = relaunch ?? Convergence.Converge(status, qeStatus),
            PlatformStatus = platformStatus,
            SgxStatus = sgxStatus,
            ModuleStatus = moduleStatus,
            QeStatus = qeStatus,
            Advisories = [.. verdicts.SelectMany(verdict => verdict?.Advisories ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            TcbDate = verdicts.Min(verdict => verdict?.Date),
            ModuleId = module.Id is null ? null : TcbInfo.ModuleId(TdxModule.VersionOf(report.TeeTcbSvn)),
            ModuleSvn = moduleSvn,
            QeSvn = qeSvn,
            Shortfalls = [.. ShortfallFinder.Find(info, qeIdentity, module, platform, quote)],
        };
    }
}
