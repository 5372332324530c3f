using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EasyEnclave.Edge.Telemetry;

/// <summary>What the doors count and measure; the only place in this project where instruments are made.</summary>
public sealed class Instruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "EasyEnclave.Edge";

    private readonly Meter _meter;
    private readonly Counter<long> _proxyRequests;
    private readonly Histogram<double> _proxyDuration;
    private readonly UpDownCounter<long> _proxyInFlight;
    private readonly UpDownCounter<long> _proxyHeld;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from, and end with.</param>
    public Instruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _proxyRequests = _meter.CreateCounter<long>("ee.proxy.requests", "{request}", "Proxied requests by outcome");
        _proxyDuration = _meter.CreateHistogram<double>("ee.proxy.duration", "s", "Time from a proxied request to the end of its answer");
        _proxyInFlight = _meter.CreateUpDownCounter<long>("ee.proxy.in_flight", "{request}", "Proxied requests being served");
        _proxyHeld = _meter.CreateUpDownCounter<long>("ee.proxy.held", "{request}", "Proxied requests waiting for an agent to reconnect");
    }

    /// <summary>Shows a level that someone else keeps.</summary>
    /// <param name="read">Reads the bytes of version 1 bodies in flight.</param>
    public void ObserveBodyBudget(Func<long> read) =>
        _meter.CreateObservableUpDownCounter("ee.proxy.body_budget.used", read, "By", "Bytes of version 1 bodies in flight");

    /// <summary>A proxied request came.</summary>
    public void ProxyStarted() => _proxyInFlight.Add(1);

    /// <summary>A proxied request ended.</summary>
    /// <param name="outcome"><c>answered</c>, <c>client_gone</c> or the error's code.</param>
    /// <param name="took">From its arrival.</param>
    public void ProxyEnded(string outcome, TimeSpan took)
    {
        _proxyInFlight.Add(-1);
        TagList tags = new() { { "outcome", outcome } };
        _proxyRequests.Add(1, tags);
        _proxyDuration.Record(took.TotalSeconds, tags);
    }

    /// <summary>A request began or ceased to wait for an agent.</summary>
    public void ProxyHeld(int change) => _proxyHeld.Add(change);
}
