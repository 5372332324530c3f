namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>The last line of a journal file: what it must have led to.</summary>
/// <param name="Seq">The last transfer's seq.</param>
/// <param name="Hash">The last transfer's hash, in hexadecimal: the journal in one number.</param>
/// <param name="Commands">How many commands are in the file.</param>
/// <param name="Sha256">SHA-256 of all bytes before this line, in hexadecimal: the commands, which no transfer's hash covers, too.</param>
public sealed record JournalEnd(long Seq, string Hash, long Commands, string Sha256);
