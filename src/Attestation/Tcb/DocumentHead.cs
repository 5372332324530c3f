namespace EasyEnclave.Attestation.Tcb;

/// <summary>What TCB info and QE identity have in common: their window and the TCB recovery they belong to.</summary>
internal sealed record DocumentHead(DateTimeOffset IssueDate, DateTimeOffset NextUpdate, long EvaluationNumber)
{
    public bool IsInsideAt(DateTimeOffset now) => IssueDate <= now && now <= NextUpdate;
}
