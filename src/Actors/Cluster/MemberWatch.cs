using System.Collections.Immutable;

namespace EasyEnclave.Actors.Cluster;

/// <summary>What one node makes of what it sees: who is silent, whether it is dead itself, whether it is cut off from the others. Pure.</summary>
/// <remarks>
/// All instants are of the node's own steady counter; no clock is compared with another. A peer's silence counts only while the node's own
/// beats prove that the store took beats: whatever stops the store stops both, and nobody dies of it. A call's answer was true at some moment
/// between its beginning and its end, so a silence is counted from the end of the first look to the beginning of the last.
/// </remarks>
/// <param name="Node">This node's name.</param>
/// <param name="Self">This node's incarnation.</param>
internal sealed record MemberWatch(string Node, Guid Self)
{
    /// <summary>The other live nodes, as they were seen last.</summary>
    public ImmutableArray<MemberRow> Others { get; private init; } = [];

    /// <summary>True once this incarnation is dead: it was reaped, or replaced.</summary>
    public bool Fenced { get; private init; }

    /// <summary>True while this node should take no work, since it reaches nobody while others reach each other.</summary>
    public bool CutOff { get; private init; }

    /// <summary>How many of the others answered the last time they were asked.</summary>
    public int Reaches => Reached is null ? 0 : Others.Count(peer => Reached.Contains(peer.Incarnation));

    /// <summary>The others whose beat stood still for too long: to be declared dead.</summary>
    public IEnumerable<MemberRow> Silent => Others.Where(IsSilent);

    private ImmutableDictionary<Guid, WatchedBeat> Beats { get; init; } = ImmutableDictionary<Guid, WatchedBeat>.Empty;

    private ImmutableHashSet<Guid>? Reached { get; init; }

    private bool Busy { get; init; }

    private TimeSpan LookedAt { get; init; } = TimeSpan.MinValue;

    // Since when the own beats succeeded without a gap, and the last that did.
    private TimeSpan? BeatingSince { get; init; }

    private TimeSpan LastBeat { get; init; }

    // Since when the opposite of what CutOff says seems to be true.
    private TimeSpan? DoubtSince { get; init; }

    /// <summary>A beat of this node was answered.</summary>
    /// <param name="alive">Whether the store took it.</param>
    /// <param name="ended">When the answer came.</param>
    public MemberWatch Beat(bool alive, TimeSpan ended) => !alive
        ? this with { Fenced = true }
        : this with { BeatingSince = BeatingSince is { } since && ended - LastBeat <= MemberRules.BeatGap ? since : ended, LastBeat = ended };

    /// <summary>A beat of this node failed: nothing is known of the store.</summary>
    public MemberWatch BeatFailed() => this with { BeatingSince = null };

    /// <summary>The cluster was read.</summary>
    /// <param name="view">What was read.</param>
    /// <param name="begun">When the store was asked.</param>
    /// <param name="ended">When the answer came.</param>
    public MemberWatch Look(ClusterView view, TimeSpan begun, TimeSpan ended)
    {
        MemberRow? own = view.Find(Node);
        ImmutableArray<MemberRow> others = [.. view.Nodes.Where(row => row.Live && row.Node != Node)];
        ImmutableDictionary<Guid, WatchedBeat> beats = others.ToImmutableDictionary(
            row => row.Incarnation,
            row => Beats.TryGetValue(row.Incarnation, out WatchedBeat seen) && seen.Beat == row.Beat ? seen : new WatchedBeat(row.Beat, ended));
        MemberWatch after = this with
        {
            Others = others,
            Beats = beats,
            LookedAt = begun,
            Fenced = Fenced || (own is not null && (!own.Live || own.Incarnation != Self)),
        };
        return after.Doubt(ended);
    }

    /// <summary>The others were asked directly.</summary>
    /// <param name="reached">The incarnations that answered.</param>
    /// <param name="at">When the last answer came.</param>
    /// <param name="busy">Whether this node did not answer itself in time either.</param>
    public MemberWatch Probe(IEnumerable<Guid> reached, TimeSpan at, bool busy = false) => (this with { Reached = [.. reached], Busy = busy }).Doubt(at);

    // Where nobody reaches anybody, or there is one other only, nobody can say on which side the fault is; so all stay. Nor can a node that is too
    // busy to answer itself: were it to send its agents away then, the others would be as busy next. Null: nothing is known.
    private bool? SeemsCutOff =>
        Reached is null || !BeatsAreProven || (Busy && Reaches == 0) ? null : Others.Length >= 2 && Reaches == 0 && Others.Any(peer => peer.Reaches > 0);

    private bool BeatsAreProven => BeatingSince is not null && LookedAt - LastBeat <= MemberRules.BeatGap;

    private bool IsSilent(MemberRow peer)
    {
        if (!BeatsAreProven || !Beats.TryGetValue(peer.Incarnation, out WatchedBeat seen))
        {
            return false;
        }

        TimeSpan since = seen.Since > BeatingSince!.Value ? seen.Since : BeatingSince.Value;
        return LookedAt - since >= MemberRules.SilentFor;
    }

    private MemberWatch Doubt(TimeSpan at) => (SeemsCutOff ?? CutOff) == CutOff ? this with { DoubtSince = null }
        : DoubtSince is not { } since ? this with { DoubtSince = at }
        : at - since < MemberRules.CutOffFor ? this
        : this with { CutOff = !CutOff, DoubtSince = null };
}
