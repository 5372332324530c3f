using System.Globalization;
using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Edge.Admin;

/// <summary>How far a reader of events came in each of the two logs that this server writes.</summary>
/// <param name="Log">The name of the server's own log.</param>
/// <param name="Own">The number of the last event read of it; 0 before the first.</param>
/// <param name="Ledger">The same of the ledger's log, which has the events of nodes.</param>
internal sealed record EventPlace(string Log, long Own, long Ledger)
{
    private const string Kind = "events";

    /// <summary>The cursor behind it: each log counts for itself, so it names both.</summary>
    public string Cursor => Admin.Cursor.After(
        Kind, string.Create(CultureInfo.InvariantCulture, $"{Own}@{Log}") + (Ledger == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",{Ledger}@{ILedgerStore.Log}")));

    /// <summary>Reads a cursor; null when it is none of these logs'.</summary>
    public static EventPlace? Read(string text, string log)
    {
        if (!Admin.Cursor.TryRead(Kind, text, out string key))
        {
            return null;
        }

        EventPlace place = new(log, 0, 0);
        foreach (string part in key.Split(',', 2))
        {
            int at = part.IndexOf('@', StringComparison.Ordinal);
            if (at <= 0 || !long.TryParse(part.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out long seq))
            {
                return null;
            }

            ReadOnlySpan<char> name = part.AsSpan(at + 1);
            if (!name.SequenceEqual(log) && !name.SequenceEqual(ILedgerStore.Log))
            {
                return null;
            }

            place = name.SequenceEqual(log) ? place with { Own = seq } : place with { Ledger = seq };
        }

        return place;
    }
}
