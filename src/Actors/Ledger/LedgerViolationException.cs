namespace EasyEnclave.Actors.Ledger;

/// <summary>Thrown where a ledger contradicts itself in the middle of work; the batch it was found in is not written.</summary>
public sealed class LedgerViolationException : Exception
{
    /// <summary>Makes one of what was found.</summary>
    public LedgerViolationException(LedgerViolation violation)
        : base($"{violation.Invariant}: {violation.Detail}") => Violation = violation;

    /// <summary>What was found, and where.</summary>
    public LedgerViolation Violation { get; }
}
