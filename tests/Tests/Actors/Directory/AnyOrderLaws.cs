using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Directory;

/// <summary>Rows may come from the writer and from the feed, in any order and more than once: what is shown in the end is the same.</summary>
public sealed class AnyOrderLaws
{
    private static readonly Guid Incarnation = new("00000000-0000-0000-0000-000000000002");
    private static readonly Arbitrary<int[]> Orders = Gen.ArrayOf(Gen.Choose(0, 1 << 20)).ToArbitrary();

    private static readonly ClusterView View = new(
        [Member("node-1", Guid.Empty), Member("node-2", Incarnation)], null, Cast.T0);

    private static readonly object[] Rows = [.. Apps(), .. Agents("agent-1"), .. Agents("agent-2")];

    [Fact]
    public void AnyOrderOfRowsWithAnyRepetitionsShowsTheSame()
    {
        string expected = Text(Shown(Enumerable.Range(0, Rows.Length).Select(i => (Rows[i], i % 2 == 0)), membersLast: false));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60).WithReplay(5, 7),
            Prop.ForAll(Orders, order => Assert.Equal(expected, Text(Shown(Mixed(order), order.Length % 2 == 0)))));
    }

    [Fact]
    public void TheLastRowsAreWhatIsShown() => Assert.Equal(
        "hello v2 b2: agent-1 e2 v4 node-2 True Fail, agent-2 e2 v4 node-2 True Fail",
        Text(Shown(Rows.Select(row => (row, true)), membersLast: true)));

    // All rows once, each as often again and wherever the numbers say.
    private static IEnumerable<(object Row, bool ByFeed)> Mixed(int[] order)
    {
        List<(object Row, bool ByFeed)> mixed = [];
        for (int i = 0; i < Rows.Length; i++)
        {
            int at = i < order.Length ? order[i] % (mixed.Count + 1) : 0;
            mixed.Insert(at, (Rows[i], at % 2 == 0));
        }

        for (int i = Rows.Length; i < order.Length; i++)
        {
            mixed.Insert(order[i] % (mixed.Count + 1), (Rows[order[i] / 64 % Rows.Length], order[i] % 2 == 0));
        }

        return mixed;
    }

    private static AgentDirectory Shown(IEnumerable<(object Row, bool ByFeed)> rows, bool membersLast)
    {
        AgentDirectory directory = new(Cast.Rules);
        directory.Join("node-1", new ScriptedPeers());
        if (!membersLast)
        {
            directory.ShowMembers(View);
        }

        foreach ((object row, bool byFeed) in rows)
        {
            if (byFeed)
            {
                directory.Show(
                    new FeedTail(new Dictionary<string, long>(), row is AgentState agent ? [agent] : [], row is AppState app ? [app] : [], [], null, null, false),
                    directory.BansRevision);
            }
            else
            {
                directory.Apply(WriteEntry.Of(row is AgentState agent ? new RowChange.PutAgent(agent, 0, 0) : new RowChange.PutApp((AppState)row, 0)));
            }
        }

        directory.ShowMembers(View);
        return directory;
    }

    private static string Text(AgentDirectory directory)
    {
        AppEntry app = directory.Find(Cast.App)!;
        Assert.Equal(directory.Agents.Count(), app.Agents.Length);
        Assert.Equal(app.Agents.Length, directory.KnownFrom(Cast.Home));
        return $"{app.State.Name} v{app.State.Version} b{app.State.Binding}: " + string.Join(", ", app.Agents
            .OrderBy(agent => agent.State.Id.Value, StringComparer.Ordinal)
            .Select(agent => $"{agent.State.Id} e{agent.State.Epoch} v{agent.State.Version} {agent.Owner} {agent.Connected} {agent.Health}"));
    }

    private static IEnumerable<object> Apps() => [Cast.Bound(), Cast.Bound(2)];

    // On node 1, gone, on node 2, and there with a backend that fails.
    private static IEnumerable<object> Agents(string id)
    {
        AgentState first = Cast.Connected(id) with { Binding = 2 };
        AgentState second = first with { Epoch = 2, Version = 3, Log = "node-2", Incarnation = Incarnation };
        return
        [
            first,
            first with { Version = 2, Phase = new AgentPhase.Gone(Cast.T0, "agent") },
            second,
            second with { Version = 4, Health = new AgentHealth("health_fail", Cast.T0) },
        ];
    }

    private static MemberRow Member(string node, Guid incarnation) =>
        new(node, incarnation, MemberState.Active, node + ":9000", "1.0.0", 0, 0, 0, Cast.T0);
}
