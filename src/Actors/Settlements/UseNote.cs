using System.Globalization;
using System.Text;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What the ledger keeps with a reservation or usage, so that sending it again gives the same answer: the lock and the amount.</summary>
internal static class UseNote
{
    public static ReadOnlyMemory<byte> Write(CommandId? @lock, Usd amount) =>
        Encoding.UTF8.GetBytes($"{(@lock is { } held ? held.Transfer(0).Value : "-")} {amount.Micros}");

    public static UseOutcome.Done Read(CommandId command, ReadOnlyMemory<byte>? note, bool replayed)
    {
        string[] words = Encoding.UTF8.GetString((note ?? throw new InvalidOperationException("The command has no note.")).Span).Split(' ');
        return new UseOutcome.Done(
            command,
            words[0] == "-" ? null : TransferId.Parse(words[0]),
            new Usd(long.Parse(words[1], CultureInfo.InvariantCulture)),
            replayed);
    }
}
