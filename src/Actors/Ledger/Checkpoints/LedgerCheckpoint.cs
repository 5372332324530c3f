using System.Text.Json;

namespace EasyEnclave.Actors.Ledger.Checkpoints;

/// <summary>How far the ledger was known to be written: from then on it never ends before this transfer, and never without it.</summary>
/// <param name="Line">Grows when an operator accepts a ledger that is behind its checkpoints, on purpose; those of lower lines count no more.</param>
/// <param name="Seq">The last transfer's seq.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was signed.</param>
public sealed record LedgerCheckpoint(long Line, long Seq, ReadOnlyMemory<byte> Hash, DateTimeOffset At)
{
    /// <summary>The kind of document, in the header of its signature.</summary>
    public const string MediaType = "easyenclave-checkpoint+jws";

    /// <summary>The longest document, in characters.</summary>
    public const int MaxLength = 4096;

    private const int HashLength = 32;

    /// <summary>True when this one says more than another, or the other says nothing.</summary>
    public bool IsAbove(LedgerCheckpoint? other) => other is null || (Line, Seq).CompareTo((other.Line, other.Seq)) > 0;

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToPayload()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("line", Line);
            json.WriteNumber("seq", Seq);
            json.WriteString("hash", Convert.ToHexStringLower(Hash.Span));
            json.WriteString("at", At);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads bytes that were signed; null where they are no checkpoint.</summary>
    public static LedgerCheckpoint? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            byte[] hash = Convert.FromHexString(root.GetProperty("hash").GetString() ?? "");
            return hash.Length == HashLength
                ? new LedgerCheckpoint(root.GetProperty("line").GetInt64(), root.GetProperty("seq").GetInt64(), hash, root.GetProperty("at").GetDateTimeOffset())
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
