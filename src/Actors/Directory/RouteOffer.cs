using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Directory;

/// <summary>What a request to an agent costs.</summary>
/// <param name="Price">Its node's price of one vCPU-hour now.</param>
/// <param name="Trust">How far it is trusted.</param>
public readonly record struct RouteOffer(Usd Price, RouteTrust Trust)
{
    /// <summary>The price as routing compares it: the less trust, the dearer. Rounded up.</summary>
    public Usd Effective => new((long)Int128.Min(
        (((Int128)Price.Micros * RouteTrust.Full) + Trust.Total - 1) / Math.Max(Trust.Total, 1), Usd.Most.Micros));
}
