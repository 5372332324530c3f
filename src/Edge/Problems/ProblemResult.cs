using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EasyEnclave.Edge.Problems;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457) with its stable code.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public const string MediaType = "application/problem+json";

    /// <summary>What is written.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>A refusal whose title is the status' own.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">The stable code.</param>
    /// <param name="detail">What exactly was wrong, or would help.</param>
    /// <param name="field">The field or parameter at fault.</param>
    public static ProblemResult Of(int status, string error, string? detail = null, string? field = null) =>
        new(new Problem
        {
            Error = error,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Field = field,
        });

    /// <summary>A field or parameter that is not of its form.</summary>
    public static ProblemResult InvalidField(string field, string detail) => Of(400, "invalid_field", detail, field);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Problem.Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(Problem, RestJson.Default.Problem, MediaType, httpContext.RequestAborted);
    }
}
