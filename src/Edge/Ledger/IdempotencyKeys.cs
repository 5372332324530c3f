using System.Text.Json;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Ledger;

/// <summary>The key that makes a command one command however often it is sent: of the header, or of the body.</summary>
internal static class IdempotencyKeys
{
    /// <summary>The field of a body that holds the key where no header does.</summary>
    public const string Field = "idempotency_key";

    private const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotent-Replayed";

    /// <summary>Reads a key that must be there; null when it is.</summary>
    public static ProblemResult? ReadRequired(HttpContext context, JsonElement body, out IdempotencyKey key)
    {
        ProblemResult? problem = Read(context, body, out IdempotencyKey? given);
        key = given ?? default;
        return problem ?? (given is null
            ? ProblemResult.Of(400, "idempotency_key_required", "Send Idempotency-Key, so that sending it again does nothing more.", Field)
            : null);
    }

    /// <summary>Reads a key that may be missing; null when there is nothing wrong with it.</summary>
    public static ProblemResult? Read(HttpContext context, JsonElement body, out IdempotencyKey? key)
    {
        key = null;
        StringValues header = context.Request.Headers[Header];
        JsonElement field = default;
        bool inBody = body.ValueKind == JsonValueKind.Object && body.TryGetProperty(Field, out field) && field.ValueKind != JsonValueKind.Null;
        string? ofBody = inBody ? JsonText.Of(field) : null;
        string? ofHeader = header.Count == 1 ? header[0] : null;
        if (header.Count == 0 && !inBody)
        {
            return null;
        }

        if (header.Count > 0 && inBody && ofHeader != ofBody)
        {
            return Malformed("The header and the body give different keys.");
        }

        if (!IdempotencyKey.TryParse(header.Count > 0 ? ofHeader : ofBody, out IdempotencyKey read))
        {
            return Malformed("1 to 255 printable ASCII characters.");
        }

        key = read;
        return null;
    }

    /// <summary>Tells a caller that the answer is that of an earlier time.</summary>
    public static void MarkReplayed(HttpContext context) => context.Response.Headers[Replayed] = "true";

    private static ProblemResult Malformed(string detail) => ProblemResult.InvalidField(Field, detail);
}
