using System.Buffers;
using EasyEnclave.Edge.Tunnel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EasyEnclave.Edge.Proxy;

/// <summary>A request's body in a pooled buffer, bounded by itself and together with all others.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly BodyBudget _budget;
    private readonly ProxyOrder _order;
    private readonly TimeProvider _time;
    private byte[] _buffer = [];
    private int _length;
    private long _taken;
    private long _counted;
    private bool _shared;

    /// <summary>An empty body.</summary>
    /// <param name="budget">What it takes its bytes from.</param>
    /// <param name="order">The request it belongs to.</param>
    /// <param name="time">The clock of a large body's deadline.</param>
    public RequestBody(BodyBudget budget, ProxyOrder order, TimeProvider time)
    {
        _budget = budget;
        _order = order;
        _time = time;
    }

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

        // One byte more than may come, so that the end is seen without another buffer.
        return await ReadAsync(request.Body, limit, (int)(announced ?? limit) + 1, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Recycle();
        _budget.Return(_taken - _counted);
        _budget.Return(_counted, _order.Neighbourhood);
        _taken = 0;
        _counted = 0;
    }

    // The buffer grows with what has come, not with what is announced: announcing costs nothing. And what takes much of what all share
    // must come to its end in time.
    private async ValueTask<ProxyFailure> ReadAsync(Stream from, int limit, int largest, CancellationToken cancellationToken)
    {
        FrameDeadline? late = null;
        try
        {
            if (!TryGrow(Math.Min(FirstBytes, largest)))
            {
                return ProxyFailure.OverBudget;
            }

            while (true)
            {
                int read = await from.ReadAsync(_buffer.AsMemory(_length), late?.Token ?? cancellationToken);
                if (read == 0)
                {
                    return ProxyFailure.None;
                }

                _length += read;
                if (_length > limit)
                {
                    return ProxyFailure.RequestTooLarge;
                }

                if (_length < _buffer.Length)
                {
                    continue;
                }

                late ??= new FrameDeadline(_time, cancellationToken);
                if (!TryGrow((int)Math.Min(_length * 2L, largest)))
                {
                    return ProxyFailure.OverBudget;
                }
            }
        }
        catch (OperationCanceledException) when (late is { IsOver: true })
        {
            return ProxyFailure.RequestTooSlow;
        }
        finally
        {
            late?.Dispose();
        }
    }

    private bool TryGrow(int bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(bytes);
        long more = Math.Max(larger.Length - _taken, 0);
        bool large = larger.Length > BodyBudget.SmallBytes;
        if (!(large ? _budget.TryTake(more, _order.Neighbourhood) : _budget.TryTake(more)))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _taken += more;
        _counted += large ? more : 0;
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
