using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Edge;

/// <summary>A tunnel through which nothing ever goes.</summary>
internal sealed class SilentTunnel : ITunnel
{
    public string Prefix => "192.0.2.0/24";

    public IReadOnlyList<string> ServerKeys { get; init; } = [];

    public ClientCertificate? ClientCertificate => null;

    public bool Loopback => false;

    public int InFlight => 0;

    public bool TrySend(ControlFrame frame) => true;

    public void Close(TunnelClose close)
    {
    }

    public ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ExchangeResult>(new ExchangeResult.Closed(Reached: false));
}
