using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using EasyEnclave.Edge.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EasyEnclave.Edge.Admin;

/// <summary>A request's body as bytes, read no further than is allowed.</summary>
internal static class BodyBytes
{
    /// <summary>A body that is larger than is taken.</summary>
    public static ProblemResult TooLarge(int most) => ProblemResult.Of(413, "too_large", $"A body is at most {most} bytes.");

    /// <summary>A body that says it is something else.</summary>
    public static ProblemResult NotJson() => ProblemResult.Of(415, "unsupported_media_type", "Send application/json in UTF-8.");

    /// <summary>Reads the body; null when it is larger than <paramref name="most"/>.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        // The listener's own cap is that of small bodies; only who has passed the gate comes here.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } cap && cap.MaxRequestBodySize < most)
        {
            cap.MaxRequestBodySize = most;
        }

        PipeReader body = request.BodyReader;
        while (true)
        {
            ReadResult read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > most)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                byte[] bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Whether a media type is JSON in UTF-8.</summary>
    public static bool IsJson([NotNullWhen(true)] string? contentType) =>
        contentType == "application/json"
        || (MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}
