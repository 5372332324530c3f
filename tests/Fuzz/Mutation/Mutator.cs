using System.Buffers.Binary;

namespace EasyEnclave.Fuzz.Mutation;

/// <summary>Makes new inputs from old ones: a few changes, one on top of the other.</summary>
/// <param name="dice">Decides everything.</param>
/// <param name="tokens">Words of the format that blind chance would not find.</param>
/// <param name="isDer">Whether inputs are DER, of which most changes should leave the lengths right.</param>
internal sealed class Mutator(Dice dice, IReadOnlyList<byte[]> tokens, bool isDer)
{
    private const int MaxChanges = 5;
    private const int MaxLength = 2 * 1024 * 1024;
    private static readonly byte[] Interesting = [0x00, 0x01, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x30, 0x5c, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xfe, 0xff];

    private readonly DerEdit _der = new(dice, tokens);

    public byte[] Mutate(IReadOnlyList<byte[]> pool)
    {
        var input = dice.Pick(pool);
        for (var changes = 1 + dice.Below(MaxChanges); changes > 0; changes--)
            input = isDer && !dice.OneIn(4) ? _der.Change(input) : Change(input, pool);
        return input;
    }

    private byte[] Change(byte[] input, IReadOnlyList<byte[]> pool) => dice.Below(13) switch
    {
        0 or 1 => Flip(input),
        2 => Set(input, dice.Pick(Interesting)),
        3 => Set(input, (byte)dice.Next()),
        4 => input[..dice.Below(input.Length + 1)],
        5 => Replace(input, dice.Length(64), []),
        6 => Replace(input, 0, dice.Bytes(dice.Length(64))),
        7 => Replace(input, 0, dice.Pick(tokens)),
        8 => Replace(input, dice.Length(64), dice.Pick(tokens)),
        9 => Lengths(input),
        10 => Splice(input, dice.Pick(pool)),
        11 => Repeat(input),
        _ => Move(input),
    };

    private byte[] Flip(byte[] input)
    {
        if (input.Length == 0)
            return input;
        var changed = input.ToArray();
        changed[dice.Below(input.Length)] ^= (byte)(1 << dice.Below(8));
        return changed;
    }

    private byte[] Set(byte[] input, byte value)
    {
        if (input.Length == 0)
            return [value];
        var changed = input.ToArray();
        changed[dice.Below(input.Length)] = value;
        return changed;
    }

    /// <summary>Takes some bytes out somewhere and puts others in their place.</summary>
    private byte[] Replace(byte[] input, int taken, byte[] put)
    {
        var start = dice.Below(input.Length + 1);
        var end = Math.Min(input.Length, start + taken);
        return Bounded([.. input.AsSpan(0, start), .. put, .. input.AsSpan(end)]);
    }

    /// <summary>Writes a number where a length could stand: 16 or 32 bits of either order, or a long DER length.</summary>
    private byte[] Lengths(byte[] input)
    {
        if (input.Length < 8)
            return input;
        var changed = input.ToArray();
        var place = changed.AsSpan(dice.Below(input.Length - 7), 8);
        uint[] values =
        [
            0, 1, (uint)input.Length, (uint)input.Length - 1, (uint)input.Length + 1, 0x7fff, 0x8000, 0xffff, 0x10000,
            0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, BinaryPrimitives.ReadUInt32LittleEndian(place) + 1,
            BinaryPrimitives.ReadUInt32LittleEndian(place) - 1, (uint)dice.Next(),
        ];
        var value = dice.Pick(values);
        switch (dice.Below(5))
        {
            case 0:
                BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)value);
                break;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(place, value);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)value);
                break;
            case 3:
                BinaryPrimitives.WriteUInt32BigEndian(place, value);
                break;
            default:
                place[0] = (byte)(0x80 | dice.Below(9));
                BinaryPrimitives.WriteUInt32BigEndian(place[1..], value);
                break;
        }

        return changed;
    }

    private byte[] Splice(byte[] head, byte[] tail)
    {
        var cut = dice.Below(head.Length + 1);
        var from = dice.OneIn(2) ? Math.Min(cut, tail.Length) : dice.Below(tail.Length + 1);
        return Bounded([.. head.AsSpan(0, cut), .. tail.AsSpan(from)]);
    }

    /// <summary>The same piece many times: nesting, lists without end, padding.</summary>
    private byte[] Repeat(byte[] input)
    {
        var start = dice.Below(input.Length + 1);
        var piece = dice.OneIn(2) ? dice.Pick(tokens) : input[start..Math.Min(input.Length, start + dice.Length(256))];
        var times = dice.OneIn(50) ? dice.Length(MaxLength / Math.Max(1, piece.Length)) : dice.Length(64);
        var repeated = new byte[Math.Min(MaxLength, piece.Length * times)];
        for (var place = 0; place < repeated.Length; place++)
            repeated[place] = piece[place % piece.Length];
        return Bounded([.. input.AsSpan(0, start), .. repeated, .. input.AsSpan(start)]);
    }

    private byte[] Move(byte[] input)
    {
        var start = dice.Below(input.Length + 1);
        var end = Math.Min(input.Length, start + dice.Length(128));
        byte[] rest = [.. input.AsSpan(0, start), .. input.AsSpan(end)];
        var target = dice.Below(rest.Length + 1);
        return [.. rest.AsSpan(0, target), .. input.AsSpan(start, end - start), .. rest.AsSpan(target)];
    }

    private static byte[] Bounded(byte[] input) => input.Length <= MaxLength ? input : input[..MaxLength];
}
