using EasyEnclave.Attestation.Signing;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger.Checkpoints;

public sealed partial class LedgerCheckpoints
{
    [LoggerMessage(3011, LogLevel.Critical, "The ledger's checkpoint in {Place} is not one that our keys signed ({Fault}); it counts for nothing, and somebody changed it")]
    private partial void LogRefused(string place, SignatureFault fault);

    [LoggerMessage(3012, LogLevel.Error, "The ledger's checkpoint could not be signed, kept or read; it is tried again in a minute")]
    private partial void LogNotKept(Exception exception);

    [LoggerMessage(3014, LogLevel.Error, "The ledger's checkpoint could not be written beside the key file; only the store and other nodes have it")]
    private partial void LogNotOutside(Exception exception);

    [LoggerMessage(3013, LogLevel.Critical, "An operator accepted the ledger as it ends at transfer {Seq}; checkpoints below line {Line} count no more")]
    private partial void LogAccepted(long seq, long line);
}
