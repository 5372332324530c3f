using EasyEnclave.Actors.Clock;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether this machine's clock is right, as far as anything can tell.</summary>
/// <param name="held">How far time is held ahead of the clock it goes by.</param>
/// <param name="offset">How far it is from the store's clock, ahead above zero; null where the store has none of its own, or was not asked yet.</param>
public sealed class ClockCheck(Func<TimeSpan> held, Func<TimeSpan?> offset) : IDoctorCheck
{
    private const string Check = "clock";

    // Clocks are corrected by little steps all the time.
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public string Name => Check;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoctorFinding>>([Judge(held(), offset())]);

    /// <summary>Judges what was measured; pure.</summary>
    internal static DoctorFinding Judge(TimeSpan held, TimeSpan? offset)
    {
        const string Remedy = "Set the clock, and keep it set (chrony, systemd-timesyncd).";
        if (held >= Held)
        {
            return Findings.Fail(Check, $"The clock that time goes by is {Findings.Text(held)} behind what is known to have happened; time goes on from there instead.", Remedy);
        }

        if (offset is not { } off)
        {
            return Findings.Ok(Check, "It is not behind anything that is known to have happened.");
        }

        string seen = off.Duration() < TimeSpan.FromMilliseconds(1)
            ? "This machine's agrees with the database's, by which the nodes go"
            : $"This machine's is {Findings.Text(off)} {(off < TimeSpan.Zero ? "behind" : "ahead of")} the database's, by which the nodes go";
        return off.Duration() > StoreClock.Limit
            ? Findings.Fail(Check, seen + ": this node is not ready.", Remedy + " Compare with the other nodes: if all say so, the database's is wrong.")
            : off.Duration() > StoreClock.Alarm
                ? Findings.Warn(Check, seen + ".", Remedy)
                : Findings.Ok(Check, seen + ".");
    }
}
