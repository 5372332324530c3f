using System.Globalization;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Admin;

/// <summary>Events as callers see them, and the cursors between them.</summary>
internal static class EventPages
{
    private const string Kind = "events";

    public static EventView View(StoredEvent stored) => new(
        CursorOf(stored.Log, stored.Seq), stored.At, stored.Entity.Value, stored.Version, stored.Kind, stored.Actor, JsonElement.Parse(stored.Json.Span));

    /// <summary>The cursor behind an event: its log, since another log counts for itself, and its number there.</summary>
    public static string CursorOf(string log, long seq) =>
        Cursor.After(Kind, string.Create(CultureInfo.InvariantCulture, $"{seq}@{log}"));

    /// <summary>Reads a cursor; false when it is none of this log's.</summary>
    public static bool TryRead(string text, string log, out long seq)
    {
        seq = 0;
        if (!Cursor.TryRead(Kind, text, out string key))
        {
            return false;
        }

        int at = key.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && long.TryParse(key.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out seq)
            && key.AsSpan(at + 1).SequenceEqual(log);
    }
}
