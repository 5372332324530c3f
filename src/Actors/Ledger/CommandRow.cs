using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>A command that was written: kept for ever, so that it is never done twice.</summary>
/// <param name="Number">Its place among the commands: dense, from 1.</param>
/// <param name="Id">By what it is known again.</param>
/// <param name="Principal">Whose key it was.</param>
/// <param name="RequestHash">SHA-256 of what was asked.</param>
/// <param name="FirstSeq">The seq of its first transfer; the one it would have had when it has none.</param>
/// <param name="Transfers">How many transfers it has, one after the other.</param>
/// <param name="At">When it was written.</param>
/// <param name="Note">What the caller wanted to find again.</param>
public sealed record CommandRow(
    long Number,
    CommandId Id,
    string Principal,
    ReadOnlyMemory<byte> RequestHash,
    long FirstSeq,
    int Transfers,
    DateTimeOffset At,
    ReadOnlyMemory<byte>? Note);
