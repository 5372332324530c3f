using System.Net;

namespace EasyEnclave.Upstream.Http;

/// <summary>A whole answer of a server upstream, read within its limits.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body; of documents empty for every status but 200.</param>
/// <param name="Headers">Its headers, names compared without case; of a repeated one the values joined by a comma.</param>
internal sealed record UpstreamAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
