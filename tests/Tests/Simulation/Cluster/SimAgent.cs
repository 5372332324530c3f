using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Actors;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>An agent that wants to be connected somewhere, and comes again when it is not.</summary>
internal sealed class SimAgent(ClusterRun run, int number)
{
    public AgentFrame.Register Who { get; } =
        Cast.Register($"agent-{number}", number % 2 == 0 ? "hello" : "world", number % 2 == 0 ? "acme/hello" : "acme/world");

    public string Platform { get; } = number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public SimTunnel? Tunnel { get; private set; }

    /// <summary>Opens a tunnel at a node that is up; the one it has stays open until the node closes it.</summary>
    public void Connect()
    {
        NodeProcess[] up = [.. run.Processes.Where(process => process.Ready && !process.Draining)];
        if (up.Length == 0)
        {
            run.In(TimeSpan.FromSeconds(1), Come);
            return;
        }

        Tunnel = new SimTunnel(this, run.Dice.Pick(up));
        Tunnel.Process.Register(Tunnel);
    }

    /// <summary>Its side of a tunnel has ended.</summary>
    public void Lost(SimTunnel tunnel)
    {
        if (Tunnel == tunnel)
        {
            Tunnel = null;
            run.In(TimeSpan.FromMilliseconds(100 + run.Dice.Roll(3000)), Come);
        }
    }

    private void Come()
    {
        if (Tunnel is null)
        {
            Connect();
        }
    }
}
