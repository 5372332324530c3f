using System.Collections.Immutable;
using System.Globalization;

namespace EasyEnclave.Edge.Admin;

/// <summary>How far a reader of events came in each log.</summary>
internal sealed class EventPlace
{
    private const string Kind = "events";

    private readonly string _own;
    private readonly ImmutableSortedDictionary<string, long> _seqs;

    private EventPlace(string own, ImmutableSortedDictionary<string, long> seqs) => (_own, _seqs) = (own, seqs);

    /// <summary>The logs of which something was read.</summary>
    public IEnumerable<string> Logs => _seqs.Keys;

    /// <summary>The cursor behind it: each log counts for itself, so it names all; the server's own comes first.</summary>
    public string Cursor => Admin.Cursor.After(
        Kind,
        string.Join(',', _seqs.Where(log => log.Key != _own).Select(log => Part(log.Value, log.Key)).Prepend(Part(SeqOf(_own), _own))));

    /// <summary>The place before all events.</summary>
    /// <param name="own">The name of the server's own log.</param>
    public static EventPlace Before(string own) => new(own, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>Reads a cursor; null when it is no place.</summary>
    public static EventPlace? Read(string text, string own)
    {
        if (!Admin.Cursor.TryRead(Kind, text, out string key))
        {
            return null;
        }

        EventPlace place = Before(own);
        foreach (string part in key.Split(','))
        {
            int at = part.IndexOf('@', StringComparison.Ordinal);
            if (at <= 0 || at == part.Length - 1 || !long.TryParse(part.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out long seq))
            {
                return null;
            }

            place = place.Behind(part[(at + 1)..], seq);
        }

        return place;
    }

    /// <summary>The number of the last event read of a log; 0 before the first.</summary>
    public long SeqOf(string log) => _seqs.GetValueOrDefault(log);

    /// <summary>The place with a log read up to a number.</summary>
    public EventPlace Behind(string log, long seq) => seq == 0 ? this : new EventPlace(_own, _seqs.SetItem(log, seq));

    private static string Part(long seq, string log) => string.Create(CultureInfo.InvariantCulture, $"{seq}@{log}");
}
