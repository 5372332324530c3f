namespace EasyEnclave.Attestation.Tcb;

/// <summary>One level of a platform's TCB info: what the SVNs must be, and what that is worth.</summary>
internal sealed record TcbLevel
{
    public const int ComponentCount = 16;

    public required IReadOnlyList<int> SgxComponents { get; init; }

    public required int PceSvn { get; init; }

    public required IReadOnlyList<int> TdxComponents { get; init; }

    public required LevelVerdict Verdict { get; init; }
}
