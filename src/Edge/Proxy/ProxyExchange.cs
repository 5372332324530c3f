using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Telemetry;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Proxy;

/// <summary>Takes one client's request to an agent and the agent's answer back.</summary>
/// <remarks>
/// <code>
///   client  ──1 request──▶  [2 order]  ──3 agent?──▶  directory
///                           [4 body ]  ──5 envelope──▶  tunnel ──▶ agent ──▶ backend
///   client  ◀─6 answer────  [headers]  ◀──────────────  tunnel ◀── agent ◀── backend
/// </code>
/// <list type="number">
/// <item>The listener or the endpoint reads the request: app, method, path, headers, requirement.</item>
/// <item>What may not be forwarded is refused before anything is looked up.</item>
/// <item>An agent is chosen; a known app whose agent is reconnecting is waited for, woken by the directory.</item>
/// <item>The body is read, within its own bound and that of all bodies together.</item>
/// <item>The envelope is sent. A tunnel that ended before the request left is replaced by another (step 3); after that never.</item>
/// <item>The answer's fields are checked and stripped, then it goes out.</item>
/// </list>
/// </remarks>
public sealed partial class ProxyExchange
{
    // Base64 is what travels: three bytes are four in the frame. The tunnel measures the frame itself.
    private const int FramedBodyBytesMax = Limits.EnvelopeFrameBytes / 4 * 3;

    // Half a megabit a second, after a pause that any network may make.
    private const int AnswerBytesPerSecond = 64 * 1024;
    private static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(30);

    private readonly AgentSearch _search;
    private readonly BodyBudget _budget;
    private readonly Instruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ProxyExchange> _logger;

    /// <summary>Proxies to the agents of a directory.</summary>
    public ProxyExchange(
        AgentDirectory directory,
        ProxyOptions options,
        BodyBudget budget,
        Instruments instruments,
        TimeProvider time,
        ILogger<ProxyExchange> logger,
        IRouteOffers? offers = null)
    {
        _search = new AgentSearch(directory, options, offers ?? NoRouteOffers.Instance, instruments, time);
        Options = options;
        _budget = budget;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        instruments.ObserveBodyBudget(() => budget.Used);
    }

    /// <summary>How it proxies.</summary>
    public ProxyOptions Options { get; }

    /// <summary>Requests that wait for an agent to reconnect.</summary>
    internal int Held => _search.Held;

    /// <summary>Bytes of a request's body that can be sent at all.</summary>
    internal int RequestBytesMax => Math.Min(Options.BodyBytesMax, FramedBodyBytesMax);

    /// <summary>The budget that all bodies share.</summary>
    internal BodyBudget Budget => _budget;

    /// <summary>The clock of everything here.</summary>
    internal TimeProvider Time => _time;

    /// <summary>Serves one request, whatever becomes of it.</summary>
    /// <param name="context">The client.</param>
    /// <param name="order">An empty order.</param>
    /// <param name="read">Steps 1 and 2: fills the order in.</param>
    internal async Task ServeAsync(HttpContext context, ProxyOrder order, Func<HttpContext, ProxyExchange, ProxyOrder, ValueTask<ProxyFailure>> read)
    {
        long started = _time.GetTimestamp();
        _instruments.ProxyStarted();
        ProxyFailure failure = ProxyFailure.Fault;
        try
        {
            failure = await read(context, this, order);
            if (failure == ProxyFailure.None)
            {
                failure = await ExchangeAsync(context, order);
            }
        }
        catch (BadHttpRequestException refused)
        {
            failure = refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? ProxyFailure.RequestTooLarge : ProxyFailure.Malformed;
        }
        catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            failure = ProxyFailure.ClientGone;
        }
        catch (Exception fault)
        {
            LogFault(_logger, fault, order.Id, order.App);
            failure = ProxyFailure.Fault;
        }

        order.Lease?.Dispose();
        _instruments.ProxyEnded(ProxyFailures.Outcome(failure), _time.GetElapsedTime(started));
        if (failure is not ProxyFailure.None)
        {
            await TellAsync(context, order, failure);
        }
    }

    private async Task TellAsync(HttpContext context, ProxyOrder order, ProxyFailure failure)
    {
        LogUnanswered(_logger, order.Id, order.App, ProxyFailures.Outcome(failure));
        if (failure is ProxyFailure.ClientGone)
        {
            // Whoever still listens must not take silence for an empty answer.
            context.Abort();
            return;
        }

        try
        {
            await ProxyErrors.WriteAsync(context, order, failure);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client did not wait for the error either.
        }
    }

    private async ValueTask<ProxyFailure> ExchangeAsync(HttpContext context, ProxyOrder order)
    {
        // :: Step 3: an agent, before a byte of the body is taken.
        (ITunnel? tunnel, ProxyFailure failure) = await _search.FindAsync(order, context.RequestAborted);
        if (tunnel is null)
        {
            return failure;
        }

        // :: Step 4: the body.
        using RequestBody body = new(_budget, order, _time);
        if (order.Body is null && RequestBody.IsAwaited(context))
        {
            failure = await body.ReadAsync(context.Request, RequestBytesMax, context.RequestAborted);
            if (failure != ProxyFailure.None)
            {
                return failure;
            }
        }

        // :: Step 5: the envelope.
        ControlFrame.ProxyRequest frame = new(order.Id, order.Method, order.Path, order.Headers, order.Body ?? body.Bytes);
        using CancellationTokenSource deadline = new(Options.Timeout, _time);
        using CancellationTokenRegistration abort = context.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        while (true)
        {
            body.Share();
            ExchangeResult result;
            try
            {
                result = await tunnel.ExchangeAsync(frame, deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                return context.RequestAborted.IsCancellationRequested ? ProxyFailure.ClientGone : ProxyFailure.AgentTimedOut;
            }

            if (result is ExchangeResult.Answered answered)
            {
                // Who answered has read it all: the request's bytes are in nobody's queue any more.
                body.Unshare();
                return await AnswerAsync(context, order, answered.Response);
            }

            if (result is not ExchangeResult.Closed { Reached: false })
            {
                return Judge(order, result);
            }

            (order.Tried ??= []).Add(tunnel);
            (tunnel, failure) = await _search.FindAsync(order, context.RequestAborted);
            if (tunnel is null)
            {
                return failure;
            }
        }
    }

    private ProxyFailure Judge(ProxyOrder order, ExchangeResult result)
    {
        switch (result)
        {
            case ExchangeResult.Malformed malformed:
                LogMalformed(_logger, order.Id, order.App, malformed.Field);
                return ProxyFailure.AgentMalformed;
            case ExchangeResult.ResponseTooLarge:
                return ProxyFailure.ResponseTooLarge;
            case ExchangeResult.RequestTooLarge:
                return ProxyFailure.RequestTooLarge;
            case ExchangeResult.Busy:
                return ProxyFailure.AgentBusy;
            case ExchangeResult.Closed:
                return ProxyFailure.TunnelClosed;
            default:
                throw new InvalidOperationException($"Unknown result {result.GetType().Name}.");
        }
    }

    /// <summary>Step 6: the answer.</summary>
    private async ValueTask<ProxyFailure> AnswerAsync(HttpContext context, ProxyOrder order, AgentFrame.ProxyResponse answer)
    {
        HttpResponse response = context.Response;
        bool wellFormed = order.Sandboxed
            ? ResponseHeaders.TryCopySandboxed(answer.Headers, response.Headers)
            : ResponseHeaders.TryCopy(answer.Headers, response.Headers, order.Host);
        if (!wellFormed)
        {
            LogMalformed(_logger, order.Id, order.App, "headers");
            return ProxyFailure.AgentMalformed;
        }

        response.StatusCode = answer.Status;
        int length = answer.Body.Length;
        if (length == 0 || answer.Status is 204 or 205 or 304 || HttpMethods.IsHead(order.Method))
        {
            return ProxyFailure.None;
        }

        if (length <= BodyBudget.SmallBytes)
        {
            return await WriteAsync(response, answer.Body, neighbourhood: null, context.RequestAborted);
        }

        // A large answer takes from what all share, so whoever asked for it must take it in time.
        using FrameDeadline late = new(_time, context.RequestAborted, AnswerGrace + TimeSpan.FromSeconds(length / AnswerBytesPerSecond));
        try
        {
            ProxyFailure failure = await WriteAsync(response, answer.Body, order.Neighbourhood, late.Token);
            return late.IsOver ? ProxyFailure.ClientGone : failure;
        }
        catch (OperationCanceledException) when (late.IsOver)
        {
            return ProxyFailure.ClientGone;
        }
    }

    private async ValueTask<ProxyFailure> WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, string? neighbourhood, CancellationToken late)
    {
        if (!_budget.TryTake(body.Length, neighbourhood))
        {
            return ProxyFailure.OverBudget;
        }

        try
        {
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body, late);
            return ProxyFailure.None;
        }
        finally
        {
            _budget.Return(body.Length, neighbourhood);
        }
    }
}
