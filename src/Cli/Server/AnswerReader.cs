using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace EasyEnclave.Cli.Server;

/// <summary>Reads what a server answered.</summary>
internal static class AnswerReader
{
    /// <summary>Reads a record; an answer of another form is the server's fault.</summary>
    public static bool TryRead<T>(
        ServerAnswer answer, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? record, [NotNullWhen(false)] out ServerAnswer.Failed? failure)
        where T : class
    {
        record = null;
        failure = answer as ServerAnswer.Failed;
        if (failure is not null)
            return false;
        try
        {
            record = JsonSerializer.Deserialize(((ServerAnswer.Done)answer).Body, type);
        }
        catch (JsonException)
        {
            // Told below, as an answer of null is.
        }

        failure = record is null ? new ServerAnswer.Failed("bad_answer", "The server's answer is not what this protocol says.", null, null) : null;
        return record is not null;
    }

    /// <summary>Any JSON as it came; null where there was none.</summary>
    public static JsonNode? Raw(ServerAnswer.Done done)
    {
        try
        {
            return done.Body.Length == 0 ? null : JsonNode.Parse(done.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
