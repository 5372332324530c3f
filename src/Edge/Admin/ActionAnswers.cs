using EasyEnclave.Actors.Operators;
using EasyEnclave.Edge.Problems;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Admin;

/// <summary>From the end of an order to its HTTP status, in one place.</summary>
internal static class ActionAnswers
{
    /// <summary>Why an order was not done; null when what was wanted holds.</summary>
    public static ProblemResult? Problem(HttpContext context, ActionOutcome outcome)
    {
        if (outcome.Holds)
        {
            return null;
        }

        int status = outcome.Verdict switch
        {
            ActionVerdict.Unknown => StatusCodes.Status404NotFound,
            ActionVerdict.Conflict => StatusCodes.Status409Conflict,
            ActionVerdict.Refused => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return ProblemResult.Of(status, outcome.Code!);
    }
}
