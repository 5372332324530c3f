using EasyEnclave.Actors.Ledger;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether money can be moved: who holds the ledger, and whether it keeps its own rules.</summary>
internal sealed class LedgerCheck(LedgerWriter ledger, IClusterSight? sight = null) : IDoctorCheck
{
    private const string Check = "ledger";

    public string Name => Check;

    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoctorFinding>>(
            [Judge(ledger.Held, ledger.Violation is not null, ledger.Healthy, sight is null ? "The other process" : sight.Current.Holder?.Node)]);

    /// <summary>Judges what is so; pure.</summary>
    /// <param name="held">Whether this node holds it.</param>
    /// <param name="frozen">Whether it broke a rule.</param>
    /// <param name="healthy">Whether the last commit went through.</param>
    /// <param name="holder">Who holds it; null when nobody does.</param>
    public static DoctorFinding Judge(bool held, bool frozen, bool healthy, string? holder) =>
        frozen
            ? Findings.Fail(
                Check, "It is frozen: a rule of its own does not hold. It is read, and nothing is written.", "Log id 3003 says where; docs/ledger.md says what to do.")
        : holder is null
            ? Findings.Fail(
                Check,
                "No live node holds it: orders of money are answered with 503.",
                "A node that is active takes it within a second: see ee cluster show, and resume one.")
        : held && !healthy ? Findings.Fail(Check, "The last commit did not go through.", "See the check store.")
        : Findings.Ok(Check, $"{(held ? "This node" : holder)} holds it, and it keeps its rules.");
}
