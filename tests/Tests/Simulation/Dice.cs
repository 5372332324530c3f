using System.Numerics;

namespace EasyEnclave.Tests.Simulation;

/// <summary>Chance that a seed repeats (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to, not including, <paramref name="sides"/>.</summary>
    public int Roll(int sides)
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z = BitOperations.RotateLeft(z ^ (z >> 31), 17);
        return (int)(z % (ulong)sides);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Roll(from.Count)];
}
