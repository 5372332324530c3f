namespace EasyEnclave.Attestation.Tcb;

/// <summary>One level of a single SVN: of a TDX module or of the quoting enclave.</summary>
internal sealed record IsvLevel(int IsvSvn, LevelVerdict Verdict)
{
    /// <summary>The first level, newest first, that the SVN reaches; null below all of them.</summary>
    public static IsvLevel? Match(IReadOnlyList<IsvLevel> newestFirst, int svn) => newestFirst.FirstOrDefault(level => svn >= level.IsvSvn);

    /// <summary>The level's status as it converges: only UpToDate and Revoked are told apart from OutOfDate.</summary>
    public TcbStatus ConvergingStatus => Verdict.Status is TcbStatus.UpToDate or TcbStatus.Revoked ? Verdict.Status : TcbStatus.OutOfDate;
}
