using System.Globalization;
using System.Text.Json;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Ledger;

/// <summary>The fields of one JSON object, read one after the other; the first fault is the one that is told.</summary>
internal sealed class JsonFields(JsonElement body)
{
    // A field given twice means two things; which one counts must not depend on who reads.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>What is wrong with the fields read so far; null when nothing is.</summary>
    public ProblemResult? Problem { get; private set; }

    /// <summary>Reads a body that must be an object, or where <paramref name="arrays"/> is set an array of them.</summary>
    public static async ValueTask<(JsonElement Body, ProblemResult? Problem)> ReadAsync(
        HttpRequest request, bool arrays, CancellationToken cancellationToken)
    {
        if (await BodyBytes.ReadAsync(request, Limits.MoneyBodyBytes, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return (default, BodyBytes.TooLarge(Limits.MoneyBodyBytes));
        }

        if (!BodyBytes.IsJson(request.ContentType))
        {
            return (default, BodyBytes.NotJson());
        }

        try
        {
            // Never disposed of: its memory is the array above, and goes with it.
            JsonElement body = JsonDocument.Parse(bytes, Strict).RootElement;
            return body.ValueKind == JsonValueKind.Object || (arrays && body.ValueKind == JsonValueKind.Array)
                ? (body, null)
                : (default, ProblemResult.Of(400, "invalid_json", "The body is not a JSON object."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (default, ProblemResult.Of(400, "invalid_json", "The body is not JSON, or gives a field twice."));
        }
    }

    /// <summary>Notes a fault, unless one was found before.</summary>
    public void Fail(ProblemResult problem) => Problem ??= problem;

    /// <summary>Whether a field is there, be it null.</summary>
    public bool Has(string name) => body.TryGetProperty(name, out _);

    /// <summary>Whether a field is there and null.</summary>
    public bool IsNull(string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A field's value under its name or an older one; null when it is absent or null, or given under both names.</summary>
    public JsonElement? Find(string name, string? alias = null)
    {
        JsonElement? value = Value(name);
        if (alias is null || Value(alias) is not { } older)
        {
            return value;
        }

        if (value is not null)
        {
            Fail(ProblemResult.InvalidField(name, $"Given as {alias} too; keep one of them."));
            return null;
        }

        return older;
    }

    /// <summary>A text of one line that need not be there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="most">The most characters.</param>
    /// <param name="alias">Another name of it.</param>
    public string? Text(string name, int most, string? alias = null)
    {
        if (Find(name, alias) is not { } value)
        {
            return null;
        }

        string? text = JsonText.Of(value);
        if (text is null || text.Length > most || text.Any(BreaksLines))
        {
            Fail(ProblemResult.InvalidField(name, $"One line of at most {most} characters."));
            return null;
        }

        return text;
    }

    /// <summary>A boolean; absent is false.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fail(ProblemResult.InvalidField(name, "true or false."));
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number; null when it is absent or null.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(ProblemResult.InvalidField(name, $"A whole number from {least} to {most}."));
        return null;
    }

    /// <summary>An instant with its offset; null when it is absent or null.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (Instants.TryParse(JsonText.Of(value), out DateTimeOffset instant))
        {
            return instant;
        }

        Fail(ProblemResult.InvalidField(name, "RFC 3339 with an offset, as 2026-11-22T14:00:00Z."));
        return null;
    }

    /// <summary>An amount of money above zero that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="alias">Its older name.</param>
    /// <param name="missing">The code when it is absent.</param>
    /// <param name="invalid">The code when it is no such amount.</param>
    public Usd Amount(string name, string? alias, string missing = "missing_amount", string invalid = "invalid_amount")
    {
        if (Find(name, alias) is not { } value)
        {
            Fail(ProblemResult.Of(400, missing, "Say how much.", name));
            return default;
        }

        if (Usd.TryRead(value, out Usd amount) && amount > Usd.Zero)
        {
            return amount;
        }

        Fail(ProblemResult.Of(400, invalid, $"Decimal USD above zero, at most {Usd.Most} and six decimals.", name));
        return default;
    }

    /// <summary>An id that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="missing">The code when it is absent or empty.</param>
    public TId Id<TId>(string name, string missing)
        where TId : struct, IId<TId>
    {
        JsonElement? value = Find(name);
        string? text = value is { } given ? JsonText.Of(given) : "";
        if (TId.TryParse(text, out TId id))
        {
            return id;
        }

        Fail(text is "" ? ProblemResult.Of(400, missing, null, name) : ProblemResult.InvalidField(name, $"Not of the form that {typeof(TId).Name} has."));
        return default;
    }

    private JsonElement? Value(string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // Format characters turn the direction of what is read after them.
    private static bool BreaksLines(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
