using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What a registered node offers for work that begins at an instant.</summary>
/// <param name="Price">The price of one vCPU-hour in force then; null where it has named none.</param>
/// <param name="Vcpus">How many vCPUs it has; null where it has named none.</param>
/// <param name="Tier">Its tier; null where it names none.</param>
/// <param name="Stake">What it has locked now.</param>
/// <param name="Active">Whether it takes work: it is not banned.</param>
public sealed record NodeOffer(Usd? Price, int? Vcpus, string? Tier, Usd Stake, bool Active)
{
    /// <summary>What must still hold when a period is opened on this offer; null where nothing can change.</summary>
    public RowChange? Expectation { get; init; }
}
