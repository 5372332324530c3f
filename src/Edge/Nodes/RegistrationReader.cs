using EasyEnclave.Actors.Nodes;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Nodes;

/// <summary>Reads what is said of a node: what is absent stays as it is, what is null is emptied.</summary>
internal static class RegistrationReader
{
    private const string Price = "price_usd_per_vcpu_hour";
    private const string OldPrice = "price_usd";
    private const string Tier = "stake_tier";
    private const string Stake = "stake_amount_usd";
    private const string TokenEnd = "token_expires_at";

    // Ten thousand vCPUs are what one report of usage may hold; no machine comes near.
    private const int VcpusMax = 10_000;
    private const int MemoryMibMax = 1024 * 1024 * 1024;

    /// <summary>Reads it; the fields hold the fault where there is one.</summary>
    /// <param name="fields">The request's.</param>
    /// <param name="version">The version asked for by <c>If-Match</c>.</param>
    /// <param name="now">When.</param>
    public static NodeRegistration Read(JsonFields fields, long? version, DateTimeOffset now)
    {
        bool allowUpdate = fields.Flag("allow_update");
        bool rotateToken = fields.Flag("rotate_token");
        DateTimeOffset? ends = fields.Instant(TokenEnd);
        if (ends <= now)
        {
            fields.Fail(ProblemResult.InvalidField(TokenEnd, "It is over already."));
        }

        return new NodeRegistration
        {
            Node = fields.Id<NodeId>("node_id", "missing_node_id"),
            AllowUpdate = allowUpdate,
            RotateToken = rotateToken,
            IfVersion = version,
            Price = new FieldChange<Usd?>(
                fields.Has(Price) || fields.Has(OldPrice), fields.Find(Price, OldPrice) is null ? null : fields.Amount(Price, OldPrice)),
            PriceFrom = fields.Instant("price_effective_at"),
            Tier = new FieldChange<StakeTier?>(fields.Has(Tier), ReadTier(fields)),
            Stake = new FieldChange<Usd?>(fields.Has(Stake), ReadStake(fields)),
            Vcpus = new FieldChange<int?>(fields.Has("vcpus"), fields.Number("vcpus", 1, VcpusMax)),
            MemoryMib = new FieldChange<int?>(fields.Has("memory_mib"), fields.Number("memory_mib", 1, MemoryMibMax)),
            TokenExpiresAt = new FieldChange<DateTimeOffset?>(fields.Has(TokenEnd), ends),
        };
    }

    /// <summary>The same as text that is equal for equal wishes.</summary>
    public static byte[] WishOf(NodeRegistration asked) => Wish.Of(
        "register",
        asked.Node.Value,
        asked.AllowUpdate ? "update" : null,
        asked.RotateToken ? "rotate" : null,
        asked.IfVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Part(asked.Price),
        asked.PriceFrom is { } from ? Instants.Text(from) : null,
        Part(asked.Tier),
        Part(asked.Stake),
        Part(asked.Vcpus),
        Part(asked.MemoryMib),
        asked.TokenExpiresAt.Given ? asked.TokenExpiresAt.Value is { } end ? Instants.Text(end) : "" : null);

    private static string? Part<T>(FieldChange<T?> change)
        where T : struct => change.Given ? change.Value?.ToString() ?? "" : null;

    private static StakeTier? ReadTier(JsonFields fields)
    {
        if (fields.Find(Tier) is not { } value)
        {
            return null;
        }

        if (StakeTiers.TryParse(JsonText.Of(value), out StakeTier tier))
        {
            return tier;
        }

        fields.Fail(ProblemResult.InvalidField(Tier, "premium, standard or economy."));
        return null;
    }

    private static Usd? ReadStake(JsonFields fields)
    {
        if (fields.Find(Stake) is not { } value)
        {
            return null;
        }

        if (Usd.TryRead(value, out Usd amount))
        {
            return amount;
        }

        fields.Fail(ProblemResult.Of(400, "invalid_amount", $"Decimal USD, at most {Usd.Most} and six decimals; 0 for none.", Stake));
        return null;
    }
}
