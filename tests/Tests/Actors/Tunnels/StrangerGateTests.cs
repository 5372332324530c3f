using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol;

namespace EasyEnclave.Tests.Actors.Tunnels;

/// <summary>Who finds a place before attesting.</summary>
public sealed class StrangerGateTests
{
    private const string Crowd = "198.51.100.0/24";

    [Fact]
    public void OnePrefixHasItsPlacesAndNoMore()
    {
        StrangerGate gate = new(_ => 0);
        List<StrangerGate.Ticket> held = Fill(gate, Crowd, Limits.StrangerTunnelsPerPrefix);

        Assert.Null(gate.TryEnter(Crowd, loopback: false));
        Assert.NotNull(gate.TryEnter(Cast.Home, loopback: false));
        held[0].Dispose();
        Assert.NotNull(gate.TryEnter(Crowd, loopback: false));
    }

    [Fact]
    public void AllTogetherHaveTheirsAndNoMore()
    {
        StrangerGate gate = new(_ => 0);
        for (int i = 0; i < Limits.StrangerTunnels / 16; i++)
        {
            Fill(gate, $"prefix-{i}", 16);
        }

        Assert.Null(gate.TryEnter(Cast.Home, loopback: false));
    }

    [Fact]
    public void ThisMachineIsNotCounted()
    {
        StrangerGate gate = new(_ => 0);
        for (int i = 0; i <= Limits.StrangerTunnelsPerPrefix; i++)
        {
            Assert.NotNull(gate.TryEnter("127.0.0.0/24", loopback: true));
        }

        Assert.NotNull(gate.TryEnter("127.0.0.0/24", loopback: false));
        Assert.True(gate.TryEnter("127.0.0.0/24", loopback: true)!.Registers(null));
    }

    [Fact]
    public void AKnownAgentFindsAPlaceInACrowdedPrefixAndAStrangerInItsPlaceDoesNotStay()
    {
        StrangerGate gate = new(prefix => prefix == Crowd ? 1 : 0);
        Fill(gate, Crowd, Limits.StrangerTunnelsPerPrefix);

        using StrangerGate.Ticket place = gate.TryEnter(Crowd, loopback: false)!;
        Assert.Null(gate.TryEnter(Crowd, loopback: false));
        Assert.False(place.Registers(null));

        place.Dispose();
        using StrangerGate.Ticket next = gate.TryEnter(Crowd, loopback: false)!;
        Assert.True(next.Registers("agent-1"));
        Assert.NotNull(gate.TryEnter(Crowd, loopback: false));
    }

    [Fact]
    public void AKnownIdDoesNotOpenTheDoorForEverybodyWhoClaimsIt()
    {
        StrangerGate gate = new(_ => 1);
        for (int i = 0; i < Limits.UnattestedTunnelsPerAgent; i++)
        {
            Assert.True(gate.TryEnter(Crowd, loopback: false)!.Registers("agent-1"));
        }

        // The strangers' places are still all free; whoever claims the id from now on takes one of them.
        for (int i = 0; i < Limits.StrangerTunnelsPerPrefix; i++)
        {
            Assert.True(gate.TryEnter(Crowd, loopback: false)!.Registers("agent-1"));
        }

        Assert.False(gate.TryEnter(Crowd, loopback: false)!.Registers("agent-1"));
        Assert.Null(gate.TryEnter(Crowd, loopback: false));
    }

    [Fact]
    public void APlaceIsGivenBackOnce()
    {
        StrangerGate gate = new(_ => 0);
        List<StrangerGate.Ticket> held = Fill(gate, Crowd, Limits.StrangerTunnelsPerPrefix);
        Assert.True(held[0].Registers("agent-1"));

        Parallel.For(0, 8, _ => held[0].Dispose());
        held[0].Dispose();

        Fill(gate, Crowd, 1);
        Assert.Null(gate.TryEnter(Crowd, loopback: false));
    }

    private static List<StrangerGate.Ticket> Fill(StrangerGate gate, string prefix, int places)
    {
        List<StrangerGate.Ticket> held = [];
        for (int i = 0; i < places; i++)
        {
            held.Add(gate.TryEnter(prefix, loopback: false)!);
            Assert.NotNull(held[^1]);
        }

        return held;
    }
}
