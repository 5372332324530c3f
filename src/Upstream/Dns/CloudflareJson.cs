using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Reads what matters of Cloudflare's answers, and writes records for it.</summary>
internal static class CloudflareJson
{
    private const int MaxDepth = 32;
    private const int MessageLength = 200;
    private const int ErrorsMax = 8;

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = MaxDepth };

    /// <summary>Whether a body is the envelope every answer comes in.</summary>
    public static bool IsEnvelope(ReadOnlyMemory<byte> json) => Read<object>(json, _ => true) is not null;

    /// <summary>Whether an answer says that all went well.</summary>
    public static bool IsSuccess(ReadOnlyMemory<byte> json) => Read<object>(json, root => root.GetProperty("success").GetBoolean() ? true : null) is not null;

    /// <summary>The errors of an answer, those behind them included.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="secret">What is never to be shown, should an error repeat it.</param>
    public static IReadOnlyList<CloudflareError> Errors(ReadOnlyMemory<byte> json, string secret) => Read(json, root =>
    {
        List<CloudflareError> errors = [];
        AddErrors(errors, root, "errors", secret);
        return errors;
    }) ?? [];

    /// <summary>Reads one page of a list; null for any other answer.</summary>
    public static CloudflarePage<T>? Page<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> item)
        where T : class => Read(json, root =>
    {
        if (root.GetProperty("result") is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        T?[] items = [.. list.EnumerateArray().Select(item)];
        return items.Contains(null)
            ? null
            : new CloudflarePage<T>(items!, root.TryGetProperty("result_info", out JsonElement info) ? Number(info, "total_pages") : null);
    });

    /// <summary>Reads an answer's one result; null for any other answer.</summary>
    public static T? Result<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> item)
        where T : class => Read(json, root => item(root.GetProperty("result")));

    /// <summary>Reads a zone.</summary>
    public static CloudflareZone? Zone(JsonElement json) =>
        Text(json, "id") is { Length: > 0 } id && Text(json, "name") is { Length: > 0 } name
            ? new CloudflareZone(id, name.ToLowerInvariant(), Text(json, "status") is null or "active")
            : null;

    /// <summary>Reads a record.</summary>
    public static DnsRecord? Record(JsonElement json) =>
        Text(json, "id") is { Length: > 0 } id && Text(json, "type") is { Length: > 0 } type && Text(json, "name") is { Length: > 0 } name
            ? new DnsRecord(
                id, type, name.ToLowerInvariant(), Plain(Text(json, "content") ?? string.Empty), Truth(json, "proxied"), Number(json, "ttl") ?? 1)
            {
                CreatedOn = Text(json, "created_on") ?? string.Empty,
                IsReadOnly = json.TryGetProperty("meta", out JsonElement meta) && Truth(meta, "read_only"),
            }
            : null;

    /// <summary>Writes a record to be made.</summary>
    public static byte[] Body(WantedRecord wanted) => Write(json =>
    {
        json.WriteString("type", wanted.Type);
        json.WriteString("name", wanted.Name);
        WriteRest(json, wanted);
    });

    /// <summary>Writes what is to be changed of a record.</summary>
    public static byte[] Change(WantedRecord wanted) => Write(json => WriteRest(json, wanted));

    private static void WriteRest(Utf8JsonWriter json, WantedRecord wanted)
    {
        json.WriteString("content", wanted.Address.ToString());
        json.WriteNumber("ttl", wanted.Ttl);
        json.WriteBoolean("proxied", wanted.Proxied);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void AddErrors(List<CloudflareError> errors, JsonElement holder, string name, string secret)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement error in list.EnumerateArray().Take(ErrorsMax))
        {
            errors.Add(new CloudflareError(Number(error, "code") ?? 0, Plain((Text(error, "message") ?? string.Empty).Replace(secret, "(token)", StringComparison.Ordinal))));
            AddErrors(errors, error, "error_chain", secret);
        }
    }

    // A terminal and a log show what is not ours: nothing that moves a cursor, and not without end.
    private static string Plain(string text)
    {
        StringBuilder plain = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool harmless = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            plain.Append(harmless ? rune.ToString() : " ");
            if (plain.Length >= MessageLength)
            {
                return plain.Append('…').ToString();
            }
        }

        return plain.ToString().Trim().TrimEnd('.');
    }

    private static T? Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Bounded);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("success", out _)
                ? read(document.RootElement)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static bool Truth(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt32(out int value)
            ? value
            : null;
}
