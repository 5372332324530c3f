using System.Numerics;

namespace EasyEnclave.Fuzz.Mutation;

/// <summary>Choices that follow from a seed (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        var mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return BitOperations.RotateLeft(mixed, 31) ^ mixed;
    }

    /// <summary>A number from 0 to below <paramref name="end"/>, which is at least 1.</summary>
    public int Below(int end) => (int)(Next() % (uint)end);

    public bool OneIn(int times) => Below(times) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>A length up to <paramref name="max"/>, short ones far more often than long ones.</summary>
    public int Length(int max)
    {
        var bits = Below(BitOperations.Log2((uint)Math.Max(max, 1)) + 1);
        return Math.Min(max, 1 + Below(1 << bits));
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)Next();
        return bytes;
    }
}
