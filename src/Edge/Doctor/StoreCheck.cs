using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether the store answers, how fast, and whether it takes writes.</summary>
internal sealed class StoreCheck(StoreWriter writer, AgentDirectory directory, TimeProvider time) : IDoctorCheck
{
    private const string Check = "store";

    /// <summary>From when on a read is slow: everything that is written waits that long at least.</summary>
    internal static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    public string Name => Check;

    public async ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        string? fault = null;
        try
        {
            await writer.Store.ReadLogAsync(writer.Lease.Log, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            fault = $"no answer within {Findings.Text(time.GetElapsedTime(begun))}";
        }
        catch (Exception e)
        {
            // The store's edge: whatever its driver throws means that it could not be read. Its words name the place, and no secret.
            fault = e.Message;
        }

        return [Judge(time.GetElapsedTime(begun), fault, writer.Healthy, writer.SilentFor, directory.Withholding)];
    }

    /// <summary>Judges what was seen; pure.</summary>
    /// <param name="took">How long a read took.</param>
    /// <param name="fault">Why it failed; null when it did not.</param>
    /// <param name="writes">Whether the last commit went through.</param>
    /// <param name="silent">For how long nothing was committed.</param>
    /// <param name="withheld">Whether sealed networks are not served because of that.</param>
    public static DoctorFinding Judge(TimeSpan took, string? fault, bool writes, TimeSpan silent, bool withheld)
    {
        string behind = withheld ? " Agents of sealed networks are not served." : string.Empty;
        return fault is not null
            ? Findings.Fail(Check, $"It cannot be read: {fault}.{behind}", "See that the database runs and this node reaches it; docs/operations.md says what goes on meanwhile.")
            : !writes
                ? Findings.Fail(
                    Check,
                    $"It is read and takes no writes, for {Findings.Text(silent)} now.{behind}",
                    "A database that only reads is a standby, or its disk is full: promote it, make room, or correct EE_DB_URL. Log id 5001 says what it answered.")
                : took >= Slow
                    ? Findings.Warn(Check, $"It is slow: a read of one row took {Findings.Text(took)}.", "Look at the database's load, its disk and the way to it.")
                    : Findings.Ok(Check, $"It answered in {Findings.Text(took)} and takes writes.");
    }
}
