namespace EasyEnclave.Upstream.Http;

/// <summary>Reads a body up to a limit, whatever length it declares.</summary>
internal static class BoundedBody
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="HttpRequestException">It is longer than the limit.</exception>
    /// <exception cref="IOException">It ended before its declared length.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[Math.Min(FirstBytes, maxBytes + 1)];
        int read = 0;
        int got;
        while ((got = await stream.ReadAsync(buffer.AsMemory(read), cancellationToken).ConfigureAwait(false)) > 0)
        {
            read += got;
            if (read > maxBytes)
            {
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "The body is too large");
            }

            if (read == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxBytes + 1L));
            }
        }

        return buffer.AsMemory(0, read);
    }
}
