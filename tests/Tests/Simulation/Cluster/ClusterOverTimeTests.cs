using System.Globalization;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>Nodes, agents, money, faults and time over the memory store: the laws hold after each step, whatever happens in whichever order.</summary>
public sealed class ClusterOverTimeTests
{
    private const string SeedsName = "SIMULATION_SEEDS";
    private const string TraceName = "SIMULATION_TRACE";
    private const string StepsName = "SIMULATION_STEPS";

    public static TheoryData<ulong> Seeds
    {
        get
        {
            string[] span = (Environment.GetEnvironmentVariable(SeedsName) ?? "1-3").Split('-');
            ulong first = ulong.Parse(span[0], CultureInfo.InvariantCulture);
            ulong last = ulong.Parse(span[^1], CultureInfo.InvariantCulture);
            TheoryData<ulong> seeds = [];
            for (ulong seed = first; seed <= last; seed++)
            {
                seeds.Add(seed);
            }

            return seeds;
        }
    }

    private static int Steps =>
        int.Parse(Environment.GetEnvironmentVariable(StepsName) ?? "100000", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheLawsHoldWhateverBefallsTheCluster(ulong seed)
    {
        ClusterRun run = Play(seed, Steps);
        Assert.True(run.Laws.Answers > Steps / 1000, $"only {run.Laws.Answers} commands were answered");
        Assert.True(run.Everyone.Count > 3, "nobody ever died");
    }

    [Fact]
    public void TheSameSeedIsTheSameCourse()
    {
        ulong course = Play(7, 3000).Course;
        Assert.Equal(course, Play(7, 3000).Course);
        Assert.NotEqual(course, Play(8, 3000).Course);
    }

    private static ClusterRun Play(ulong seed, int steps)
    {
        using TextWriter? whole = Environment.GetEnvironmentVariable(TraceName) is { } folder
            ? new StreamWriter(Path.Combine(folder, $"seed-{seed}.txt"))
            : null;
        ClusterRun run = new(seed, whole);
        try
        {
            for (int mark = Math.Min(steps, 10_000); run.Steps < steps; mark += 10_000)
            {
                run.RunTo(Math.Min(mark, steps));
                run.Calm();
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"Seed {seed}, step {run.Steps}: {e.Message}\nAgain: {SeedsName}={seed} {StepsName}={steps}\n{string.Join('\n', run.Trace)}", e);
        }

        return run;
    }
}
