namespace EasyEnclave.Attestation.Collateral;

/// <summary>Gathers the times and numbers of verified collateral.</summary>
internal static class CollateralWindows
{
    public static CollateralWindow Of(VerifiedDocuments documents, VerifiedRevocations revocations)
    {
        var tcb = documents.TcbInfo.Head;
        var qe = documents.QeIdentity.Head;
        var root = revocations.RootCrl;
        var pck = revocations.PckCrl;
        DateTimeOffset[] issued = [tcb.IssueDate, qe.IssueDate, root.ThisUpdate, pck.ThisUpdate];
        DateTimeOffset[] next = [tcb.NextUpdate, qe.NextUpdate, root.NextUpdate, pck.NextUpdate];

        return new CollateralWindow
        {
            LatestIssue = issued.Max(),
            EarliestNextUpdate = next.Min(),
            TcbInfoIssued = tcb.IssueDate,
            TcbInfoNextUpdate = tcb.NextUpdate,
            TcbInfoEvaluationNumber = tcb.EvaluationNumber,
            QeIdentityIssued = qe.IssueDate,
            QeIdentityNextUpdate = qe.NextUpdate,
            QeIdentityEvaluationNumber = qe.EvaluationNumber,
            RootCrlThisUpdate = root.ThisUpdate,
            RootCrlNextUpdate = root.NextUpdate,
            RootCrlNumber = root.Number,
            PckCrlThisUpdate = pck.ThisUpdate,
            PckCrlNextUpdate = pck.NextUpdate,
            PckCrlNumber = pck.Number,
        };
    }
}
