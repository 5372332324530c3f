using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Admin;

/// <summary>A request's JSON body, read strictly and no further than is allowed; or why it is refused.</summary>
internal readonly record struct AdminBody<T>(T? Value, ProblemResult? Problem)
    where T : class
{
    // A field given twice means two things; which one counts must not depend on who reads.
    private static readonly JsonTypeInfo<T> Json = (JsonTypeInfo<T>)new JsonSerializerOptions(RestJson.Default.Options)
    {
        AllowDuplicateProperties = false,
        TypeInfoResolver = RestJson.Default,
    }.GetTypeInfo(typeof(T));

    /// <summary>Reads the body.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="whenEmpty">What an empty body stands for; null refuses it.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public static ValueTask<AdminBody<T>> ReadAsync(HttpRequest request, T? whenEmpty, CancellationToken cancellationToken) =>
        ReadAsync(request, whenEmpty, Limits.AdminBodyBytes, cancellationToken);

    /// <summary>Reads a body of another size.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="whenEmpty">What an empty body stands for; null refuses it.</param>
    /// <param name="most">The most bytes it may have.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public static async ValueTask<AdminBody<T>> ReadAsync(HttpRequest request, T? whenEmpty, int most, CancellationToken cancellationToken)
    {
        if (await BodyBytes.ReadAsync(request, most, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return new AdminBody<T>(null, BodyBytes.TooLarge(most));
        }

        if (bytes.Length == 0 && whenEmpty is not null)
        {
            return new AdminBody<T>(whenEmpty, null);
        }

        return BodyBytes.IsJson(request.ContentType) ? Parse(bytes) : new AdminBody<T>(null, BodyBytes.NotJson());
    }

    private static AdminBody<T> Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Json) is { } value
                ? new AdminBody<T>(value, null)
                : new AdminBody<T>(null, ProblemResult.Of(400, "invalid_json", "The body is null, where an object is wanted."));
        }
        catch (JsonException fault)
        {
            return new AdminBody<T>(null, Field(fault.Path) is { } field
                ? ProblemResult.InvalidField(field, "Not of the type this field has, or given twice.")
                : ProblemResult.Of(400, "invalid_json", "The body is not a JSON object."));
        }
    }

    // The path is "$.name"; only a name of ours is repeated to the caller.
    private static string? Field(string? path) =>
        path is ['$', '.', .. string name] && Json.Properties.Any(property => property.Name == name) ? name : null;
}
