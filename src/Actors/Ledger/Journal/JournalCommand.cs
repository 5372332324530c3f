using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>A command as a line of a journal file: so that a key that was used stays used wherever the journal is imported.</summary>
/// <param name="Id">By what it is known again, as the id of its first transfer.</param>
/// <param name="Principal">Whose key it was.</param>
/// <param name="RequestHash">SHA-256 of what was asked, in hexadecimal.</param>
/// <param name="Seq">The seq of its first transfer.</param>
/// <param name="Transfers">How many transfers it has.</param>
/// <param name="At">When it was written.</param>
/// <param name="Note">What the caller wanted to find again, in base64.</param>
public sealed record JournalCommand(string Id, string Principal, string RequestHash, long Seq, int Transfers, string At, string? Note)
{
    /// <summary>The line of a command.</summary>
    public static JournalCommand Of(CommandRow row) => new(
        row.Id.Transfer(0).Value,
        row.Principal,
        Convert.ToHexStringLower(row.RequestHash.Span),
        row.FirstSeq,
        row.Transfers,
        Instants.Text(row.At),
        row.Note is { } note ? Convert.ToBase64String(note.Span) : null);

    /// <summary>The command of a line, without its number; null when a member is not of its form.</summary>
    public CommandRow? Read()
    {
        byte[] hash = new byte[32];
        byte[] note = new byte[Note?.Length ?? 0];
        int noted = 0;
        bool valid = TransferId.TryParse(Id, out TransferId id) & Instants.TryParse(At, out DateTimeOffset at)
            & (RequestHash.Length == 64 && Convert.FromHexString(RequestHash, hash, out _, out _) == System.Buffers.OperationStatus.Done)
            & (Note is null || Convert.TryFromBase64String(Note, note, out noted));
        return valid && id.Place == 0 && Seq >= 1 && Transfers >= 0
            ? new CommandRow(0, id.Command, Principal, hash, Seq, Transfers, at, Note is null ? (ReadOnlyMemory<byte>?)null : note.AsMemory(0, noted))
            : null;
    }
}
