using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What nodes offer and which periods they have, read once for the many orders of one round.</summary>
internal sealed class Offers(ISettlementStore store, INodeOffers nodes)
{
    private readonly Dictionary<(NodeId, DateTimeOffset), NodeOffer?> _offers = [];
    private readonly Dictionary<(NodeId, Period), IReadOnlyList<PeriodState>> _periods = [];

    /// <summary>The terms on which a period would be opened, or why it would not.</summary>
    public async ValueTask<(PeriodTerms? Terms, NodeOffer? Offer, UseRefusal? Refusal)> TermsAsync(
        NodeId node, Period period, CancellationToken cancellationToken)
    {
        if (!_offers.TryGetValue((node, period.Start), out NodeOffer? offer))
        {
            offer = await nodes.FindAsync(node, period.Start, cancellationToken).ConfigureAwait(false);
            _offers.Add((node, period.Start), offer);
        }

        return offer switch
        {
            null => (null, null, UseRefusal.NodeNotFound),
            { Active: false } => (null, offer, UseRefusal.NodeInactive),
            { Price: null } => (null, offer, UseRefusal.PriceMissing),
            { Vcpus: null } => (null, offer, UseRefusal.CapacityMissing),
            { Price: { } price, Vcpus: { } vcpus } => (new PeriodTerms(price, vcpus, offer.Tier, offer.Stake), offer, null),
        };
    }

    /// <summary>The node's periods that have an hour in common with one.</summary>
    public async ValueTask<IReadOnlyList<PeriodState>> PeriodsAsync(NodeId node, Period period, CancellationToken cancellationToken)
    {
        if (!_periods.TryGetValue((node, period), out IReadOnlyList<PeriodState>? periods))
        {
            periods = await store.ReadOverlappingAsync(node, period, cancellationToken).ConfigureAwait(false);
            _periods.Add((node, period), periods);
        }

        return periods;
    }
}
