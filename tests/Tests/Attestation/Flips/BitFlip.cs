using System.Collections.Concurrent;
using System.Text.Json;
using EasyEnclave.Attestation;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>Inputs that differ from a good one in a single bit, tried on all cores.</summary>
internal static class BitFlip
{
    /// <summary>Every bit of so many bytes; a bit is its byte's place times eight and its own number.</summary>
    public static IEnumerable<int> All(int length) => Enumerable.Range(0, length * 8);

    /// <summary>One bit of each byte; which one moves on with the place, so that all eight have their turns.</summary>
    public static IEnumerable<int> OnePerByte(int length) => Enumerable.Range(0, length).Select(place => (place * 8) + (place * 3 % 8));

    /// <summary>Every so manieth bit; an odd step goes through all eight.</summary>
    public static IEnumerable<int> Every(int step, int length) => Enumerable.Range(0, length * 8 / step).Select(turn => turn * step);

    public static byte[] Of(ReadOnlySpan<byte> bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    /// <summary>The flips whose verdict is authentic, in order; each of those must be the verdict on the original to the last field.</summary>
    public static IReadOnlyList<int> Accepted(byte[] original, IEnumerable<int> bits, Func<byte[], Verdict?> verify)
    {
        var expected = Describe(Assert.IsType<Verdict>(verify(original)));
        var accepted = new ConcurrentBag<int>();
        var others = new ConcurrentBag<(int Bit, string Verdict)>();
        Parallel.ForEach(bits, bit =>
        {
            if (verify(Of(original, bit)) is not { Authentic: true } verdict)
                return;
            accepted.Add(bit);
            if (Describe(verdict) is var other && other != expected)
                others.Add((bit, other));
        });
        Assert.Empty(others);
        return [.. accepted.Order()];
    }

    private static string Describe(Verdict verdict)
    {
        Assert.True(verdict.Authentic);
        return $"{JsonSerializer.Serialize(verdict.Appraisal)} {verdict.Platform!.Ppid} {verdict.Platform.CertificateSerial} {verdict.Collateral}";
    }
}
