using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Whether a TCB info speaks of this platform and knows its TDX module.</summary>
internal static class PlatformIdentification
{
    public static VerificationFailure Check(TcbInfo info, PckPlatform platform, TdReport report, out TdxModuleIdentity? module)
    {
        module = null;
        if (info.Fmspc != platform.Fmspc)
            return VerificationFailure.FmspcMismatch;
        if (info.PceId != platform.PceId)
            return VerificationFailure.PceIdMismatch;

        module = info.ModuleOf(TdxModule.VersionOf(report.TeeTcbSvn));
        return module is not null && module.Describes(report.MrSignerSeam.Span, report.SeamAttributes.Span)
            ? VerificationFailure.None
            : VerificationFailure.TdxModuleMismatch;
    }
}
