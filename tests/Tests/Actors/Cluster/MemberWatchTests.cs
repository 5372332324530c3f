using EasyEnclave.Actors.Cluster;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>Who is silent, who is cut off: judged by the node's own steady counter and its own beats.</summary>
public sealed class MemberWatchTests
{
    private static readonly Guid A = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid B = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid C = new("00000000-0000-0000-0000-00000000000c");

    private static readonly Gen<(int From, int To)[]> Pauses = Gen.Choose(0, 30_000)
        .SelectMany(from => Gen.Choose(1, 20_000).Select(length => (from, from + length)))
        .ListOf().Select(pauses => pauses.Take(4).ToArray());

    private static readonly Gen<(int Phase, int Latency)> Times = Gen.Choose(0, 999).SelectMany(phase => Gen.Choose(1, 100).Select(latency => (phase, latency)));

    [Fact]
    public void WhateverTheStoreDoesNobodyDiesWhoBeats() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Pauses.ToArbitrary(), Times.ToArbitrary(), Times.ToArbitrary(), (pauses, a, b) =>
        {
            WatchedCluster cluster = new([new("a", a.Phase, a.Latency), new("b", b.Phase, b.Latency), new("c", 500, 20)], pauses);
            cluster.RunTo(60_000);
            return cluster.Reaped.Count == 0;
        }));

    [Fact]
    public void ASilentNodeIsDeadAfterSixAndAHalfSeconds() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(8_000, 20_000).ToArbitrary(), Times.ToArbitrary(), Times.ToArbitrary(), (dies, a, b) =>
        {
            // The time of the calls themselves is not promised.
            WatchedNode dead = new("c", a.Latency * 7, 20) { Dies = dies };
            WatchedCluster cluster = new([new("a", a.Phase, a.Latency), new("b", b.Phase, b.Latency), dead], []);
            cluster.RunTo(40_000);
            (int at, WatchedNode reaper, WatchedNode reaped) = cluster.Reaped.Single();
            return reaped == dead && at > dies + 3_900 && at <= dies + 6_500 + (3 * reaper.Latency);
        }));

    [Fact]
    public void ANodeThatWasStoppedDeclaresNobodyDeadWhenItGoesOn() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(5_000, 6_000).ToArbitrary(), Gen.Choose(1, 30_000).ToArbitrary(), Times.ToArbitrary(), (from, length, b) =>
        {
            WatchedNode stopped = new("a", 300, 5) { Stopped = (from, from + length) };
            WatchedCluster cluster = new([stopped, new("b", b.Phase, b.Latency)], []);
            cluster.RunTo(60_000);
            return cluster.Reaped.All(reaped => reaped.Dead == stopped) && cluster.Reaped.Count == (stopped.Live ? 0 : 1)
                && stopped.Watch.Fenced == !stopped.Live && (stopped.Live || length > 3_000);
        }));

    [Fact]
    public void SilenceCountsOnlyWhileTheOwnBeatsAreTaken()
    {
        MemberWatch taken = new("a", A);
        MemberWatch refused = taken;
        for (int second = 0; second <= 6; second++)
        {
            TimeSpan at = TimeSpan.FromSeconds(second);
            taken = taken.Beat(alive: true, at).Look(View(Row("b", B, beat: 7)), at, at);
            refused = (second == 3 ? refused.BeatFailed() : refused.Beat(alive: true, at)).Look(View(Row("b", B, beat: 7)), at, at);
        }

        Assert.Equal(B, Assert.Single(taken.Silent).Incarnation);
        Assert.Empty(refused.Silent);
    }

    [Fact]
    public void ANewIncarnationOfASilentNodeBeginsAnew()
    {
        MemberWatch watch = new("a", A);
        for (int second = 0; second <= 5; second++)
        {
            TimeSpan at = TimeSpan.FromSeconds(second);
            watch = watch.Beat(alive: true, at).Look(View(Row("b", second < 4 ? B : C, beat: 0)), at, at);
        }

        Assert.Empty(watch.Silent);
        Assert.Equal(C, Assert.Single(watch.Others).Incarnation);
    }

    [Fact]
    public void AReapedOrReplacedIncarnationIsFenced()
    {
        MemberWatch watch = new("a", A);

        Assert.False(watch.Look(View(Row("a", A)), default, default).Fenced);
        Assert.True(watch.Look(View(Row("a", A) with { State = MemberState.Dead }), default, default).Fenced);
        Assert.True(watch.Look(View(Row("a", B)), default, default).Fenced);
        Assert.True(watch.Beat(alive: false, default).Fenced);
    }

    [Fact]
    public void OneThatReachesNobodyWhileOthersReachEachOtherStepsAsideAndComesBack()
    {
        ClusterView view = View(Row("b", B, reaches: 1), Row("c", C, reaches: 1));

        MemberWatch watch = Run(new("a", A), view, [], from: 0, to: 4);
        Assert.False(watch.CutOff);
        watch = Run(watch, view, [], from: 5, to: 5);
        Assert.True(watch.CutOff);

        watch = Run(watch, view, [C], from: 6, to: 10);
        Assert.True(watch.CutOff);
        Assert.Equal(1, watch.Reaches);
        Assert.False(Run(watch, view, [C], from: 11, to: 11).CutOff);
        Assert.True(Run(Run(watch, view, [], from: 10, to: 10), view, [C], from: 11, to: 15).CutOff);
    }

    [Fact]
    public void WhereNobodyCanTellTheSideAllStay()
    {
        Assert.False(Run(new("a", A), View(Row("b", B, reaches: 1)), [], from: 0, to: 20).CutOff);
        Assert.False(Run(new("a", A), View(Row("b", B), Row("c", C)), [], from: 0, to: 20).CutOff);
        Assert.False(Run(new("a", A), View(Row("b", B, reaches: 1), Row("c", C, reaches: 1)), [B], from: 0, to: 20).CutOff);
        Assert.False(Run(new("a", A), View(Row("b", B, reaches: 1), Row("c", C, reaches: 1)), null, from: 0, to: 20).CutOff);
    }

    [Fact]
    public void ANodeTooBusyToAnswerItselfIsNotCutOff()
    {
        ClusterView view = View(Row("b", B, reaches: 1), Row("c", C, reaches: 1));
        MemberWatch watch = Run(new("a", A), view, [], from: 0, to: 3);

        for (int second = 4; second < 20; second++)
        {
            TimeSpan at = TimeSpan.FromSeconds(second);
            watch = watch.Beat(alive: true, at).Look(view, at, at).Probe([], at, busy: true);
        }

        Assert.False(watch.CutOff);
        Assert.False(Run(watch, view, [], from: 20, to: 24).CutOff);
        Assert.True(Run(watch, view, [], from: 20, to: 25).CutOff);
    }

    [Fact]
    public void WhoCannotReachTheStoreDecidesNothing()
    {
        ClusterView view = View(Row("b", B, reaches: 1), Row("c", C, reaches: 1));
        MemberWatch watch = Run(new("a", A), view, [], from: 0, to: 3);

        for (int second = 4; second < 20; second++)
            watch = watch.BeatFailed().Probe([], TimeSpan.FromSeconds(second));

        Assert.False(watch.CutOff);
    }

    private static MemberWatch Run(MemberWatch watch, ClusterView view, Guid[]? reached, int from, int to)
    {
        for (int second = from; second <= to; second++)
        {
            TimeSpan at = TimeSpan.FromSeconds(second);
            watch = watch.Beat(alive: true, at).Look(view, at, at);
            watch = reached is null ? watch : watch.Probe(reached, at);
        }

        return watch;
    }

    private static ClusterView View(params MemberRow[] rows) => new(rows, null, DateTimeOffset.UnixEpoch);

    private static MemberRow Row(string node, Guid incarnation, long beat = 1, int reaches = 0) =>
        new(node, incarnation, MemberState.Active, node + ":9000", "1.0.0", beat, reaches, 0, DateTimeOffset.UnixEpoch);
}
