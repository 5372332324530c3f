namespace EasyEnclave.Attestation.Tcb;

/// <summary>How current an authentic quote's platform is: a status with its reasons, never an error.</summary>
public sealed record TcbAppraisal
{
    /// <summary>The converged status of platform, module and quoting enclave.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The status of the platform level that all components reach; <see cref="TcbStatus.TcbNotSupported"/> below every level.</summary>
    public required TcbStatus PlatformStatus { get; init; }

    /// <summary>The status of the first level that the SGX components alone reach, or not supported.</summary>
    public required TcbStatus SgxStatus { get; init; }

    /// <summary>The status of the TDX module's own level; null for a module of version 0, which has none.</summary>
    public TcbStatus? ModuleStatus { get; init; }

    /// <summary>The status of the quoting enclave's level.</summary>
    public required TcbStatus QeStatus { get; init; }

    /// <summary>The advisories of all matched levels, sorted and each once; an UpToDate level may have some too.</summary>
    public required IReadOnlyList<string> Advisories { get; init; }

    /// <summary>The oldest date of the matched platform, module and QE levels; null if none matched.</summary>
    public DateTimeOffset? TcbDate { get; init; }

    /// <summary>The TDX module's identity, such as <c>TDX_01</c>; null for a module of version 0.</summary>
    public string? ModuleId { get; init; }

    /// <summary>The TDX module's minor SVN (TEE_TCB_SVN[0]).</summary>
    public required int ModuleSvn { get; init; }

    /// <summary>The quoting enclave's SVN.</summary>
    public required int QeSvn { get; init; }

    /// <summary>Every SVN below the newest level; empty if nothing is short.</summary>
    public required IReadOnlyList<SvnShortfall> Shortfalls { get; init; }
}
