namespace EasyEnclave.Actors.Directory;

/// <summary>How good a choice an agent is for a request: the lowest effective price first, then the fewest requests in flight. Pure.</summary>
/// <remarks>
/// Agents without a price come after all that have one: they have no stake and no trust. Where no agent of an app has a price they are
/// all equal, and the least busy one serves.
/// </remarks>
/// <param name="Effective">The effective price in micro-USD; the largest there is where there is no price.</param>
/// <param name="InFlight">Requests that wait for an answer of it.</param>
public readonly record struct RouteChoice(long Effective, int InFlight) : IComparable<RouteChoice>
{
    /// <summary>Worse than any agent.</summary>
    public static RouteChoice None { get; } = new(long.MaxValue, int.MaxValue);

    /// <summary>Whether it has a price.</summary>
    public bool HasPrice => Effective != long.MaxValue;

    /// <summary>The choice of an agent.</summary>
    public static RouteChoice Of(RouteOffer? offer, int inFlight) => new(offer?.Effective.Micros ?? long.MaxValue, inFlight);

    /// <summary>Less is better.</summary>
    public int CompareTo(RouteChoice other) =>
        Effective != other.Effective ? Effective.CompareTo(other.Effective) : InFlight.CompareTo(other.InFlight);

    /// <summary>Why another one is better, or that none is.</summary>
    public string Against(RouteChoice best) =>
        CompareTo(best) <= 0 ? "best"
        : !HasPrice && best.HasPrice ? "no_price"
        : Effective > best.Effective ? "higher_price"
        : "busier";
}
