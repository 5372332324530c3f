using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Problems;

/// <summary>The outermost step of the control listener: whatever goes wrong inside, the caller gets a problem with a code.</summary>
internal sealed partial class ControlProblems(RequestDelegate next, ILogger<ControlProblems> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody is there to be told
        }
        catch (BadHttpRequestException bad)
        {
            await FailAsync(context, ProblemResult.Of(bad.StatusCode, Code(bad.StatusCode))).ConfigureAwait(false);
            return;
        }
        catch (Exception fault)
        {
            LogFault(fault, context.Request.Method, context.GetEndpoint()?.DisplayName);
            await FailAsync(context, ProblemResult.Of(500, "internal")).ConfigureAwait(false);
            return;
        }

        HttpResponse response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
        {
            await ProblemResult.Of(response.StatusCode, Code(response.StatusCode)).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private static async Task FailAsync(HttpContext context, ProblemResult problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // half an answer must not look like a whole one
            return;
        }

        context.Response.Clear();
        await problem.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static string Code(int status) => status switch
    {
        400 => "malformed",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "request_timeout",
        413 => "too_large",
        415 => "unsupported_media_type",
        431 => "headers_too_large",
        503 => "unavailable",
        _ => status < 500 ? "refused" : "internal",
    };
}
