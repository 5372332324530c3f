using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What is known of a registered node; its money is in the ledger alone.</summary>
public sealed record NodeState
{
    /// <summary>Its name.</summary>
    public required NodeId Id { get; init; }

    /// <summary>Its prices, those that hold from earlier on first.</summary>
    public IReadOnlyList<NodePrice> Prices { get; init; } = [];

    /// <summary>How reliable it says it is; null when it says nothing, and then no stake is asked for.</summary>
    public StakeTier? Tier { get; init; }

    /// <summary>Its vCPUs, which bound what can be used in a period; null when it says nothing.</summary>
    public int? Vcpus { get; init; }

    /// <summary>Its memory in MiB; null when it says nothing.</summary>
    public int? MemoryMib { get; init; }

    /// <summary>The SHA-256 of its token, sealed under the key file.</summary>
    public required ReadOnlyMemory<byte> SealedToken { get; init; }

    /// <summary>When its token was made.</summary>
    public required DateTimeOffset TokenIssuedAt { get; init; }

    /// <summary>When its token ends; null for never.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>Stake on its way back, at most <see cref="NodeDecider.UnbondingsMax"/>.</summary>
    public IReadOnlyList<Unbonding> Unbondings { get; init; } = [];

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public required long Version { get; init; }

    /// <summary>The price of work that begins at an instant, to be kept with its period when that opens.</summary>
    /// <remarks>
    /// The first price a node ever had also holds for what was before it. Asked for the start of a period, so that no price that was
    /// raised after the work is that of the work.
    /// </remarks>
    /// <returns>Null when it has none.</returns>
    public Usd? PriceAt(DateTimeOffset instant)
    {
        Usd? price = Prices.Count > 0 ? Prices[0].PerVcpuHour : null;
        foreach (NodePrice step in Prices)
        {
            price = step.From <= instant ? step.PerVcpuHour : price;
        }

        return price;
    }

    /// <summary>The next price that is announced, if there is one.</summary>
    public NodePrice? PriceAfter(DateTimeOffset instant)
    {
        foreach (NodePrice step in Prices)
        {
            if (step.From > instant)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Whether its token is taken at an instant.</summary>
    public bool TokenHolds(DateTimeOffset now) => TokenExpiresAt is null || now < TokenExpiresAt;

    /// <summary>Whether stake is on its way back that is due.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDue => Unbondings.Count == 0 ? null : Unbondings.Min(item => item.DueAt);
}
