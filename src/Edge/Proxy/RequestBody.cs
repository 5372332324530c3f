using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EasyEnclave.Edge.Proxy;

/// <summary>A request's body in a pooled buffer, bounded by itself and together with all others.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly BodyBudget _budget;
    private byte[] _buffer = [];
    private int _length;
    private long _taken;
    private bool _shared;

    /// <summary>An empty body.</summary>
    public RequestBody(BodyBudget budget) => _budget = budget;

    /// <summary>What was read; valid until disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Whether a request may have a body at all.</summary>
    public static bool IsAwaited(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is not 0;

    /// <summary>Says that someone else may still hold the bytes, so that they are never lent to another request.</summary>
    public void Share() => _shared = true;

    /// <summary>Says that nobody else holds the bytes any more.</summary>
    public void Unshare() => _shared = false;

    /// <summary>Reads to the end.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="limit">Bytes it may have.</param>
    /// <param name="cancellationToken">The client went away.</param>
    public async ValueTask<ProxyFailure> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        long? announced = request.ContentLength;
        if (announced > limit)
        {
            return ProxyFailure.RequestTooLarge;
        }

        // The server's own bound is meant for administrative bodies; this one replaces it.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = null;
        }

        // One byte more than announced, so that the end is seen without another buffer.
        if (!TryGrow((int)(announced + 1 ?? FirstBytes)))
        {
            return ProxyFailure.OverBudget;
        }

        while (true)
        {
            int read = await request.Body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return ProxyFailure.None;
            }

            _length += read;
            if (_length > limit)
            {
                return ProxyFailure.RequestTooLarge;
            }

            if (_length == _buffer.Length && !TryGrow(Math.Min(_length * 2, limit + 1)))
            {
                return ProxyFailure.OverBudget;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Recycle();
        _budget.Return(_taken);
        _taken = 0;
    }

    private bool TryGrow(int bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(bytes);
        long more = larger.Length - _taken;
        if (more > 0 && !_budget.TryTake(more))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _taken += Math.Max(more, 0);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Recycle();
        _buffer = larger;
        return true;
    }

    private void Recycle()
    {
        if (_buffer.Length > 0 && !_shared)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
    }
}
