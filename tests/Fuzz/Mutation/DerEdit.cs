namespace EasyEnclave.Fuzz.Mutation;

/// <summary>Changes one value inside DER and makes the lengths around it right again, so that readers get as far as that value.</summary>
internal sealed class DerEdit(Dice dice, IReadOnlyList<byte[]> tokens)
{
    private const byte OctetString = 0x04;
    private const byte Constructed = 0x20;
    private static readonly byte[] Tags = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa3, 0x1f];

    public byte[] Change(byte[] der) => TryRead(der, out var first, out var rest) && rest.Length == 0 ? Change(first) : der;

    private byte[] Change(Value value)
    {
        if (!dice.OneIn(5) && Children(value) is { Count: > 0 } children)
        {
            var place = dice.Below(children.Count);
            var list = children.Select(child => child.Encode()).ToList();
            switch (dice.Below(12))
            {
                case 0:
                    list.RemoveAt(place);
                    break;
                case 1:
                    list.Insert(dice.Below(list.Count + 1), list[place]);
                    break;
                case 2:
                    (list[place], list[0]) = (list[0], list[place]);
                    break;
                case 3:
                    list.Insert(place, dice.Pick(tokens));
                    break;
                default:
                    list[place] = Change(children[place]);
                    break;
            }

            return (value with { Content = [.. list.SelectMany(bytes => bytes)] }).Encode();
        }

        return dice.Below(7) switch
        {
            0 => dice.Pick(tokens),
            1 => (value with { Tag = dice.Pick(Tags) }).Encode(),
            2 => (value with { Content = [] }).Encode(),
            3 => (value with { Content = dice.Bytes(dice.Length(40)) }).Encode(),
            4 => (value with { Content = [0, .. value.Content] }).Encode(),
            5 => (value with { Content = [.. value.Content, (byte)dice.Next()] }).Encode(),
            _ => (value with { Content = Flipped(value.Content) }).Encode(),
        };
    }

    private byte[] Flipped(byte[] content)
    {
        if (content.Length == 0)
            return [0xff];
        var flipped = content.ToArray();
        flipped[dice.Below(content.Length)] ^= (byte)(1 << dice.Below(8));
        return flipped;
    }

    // Extensions wrap DER in octet strings: those are looked into too.
    private static List<Value>? Children(Value value)
    {
        if ((value.Tag & Constructed) == 0 && value.Tag != OctetString)
            return null;
        var children = new List<Value>();
        var rest = value.Content;
        while (rest.Length > 0)
        {
            if (!TryRead(rest, out var child, out rest))
                return null;
            children.Add(child);
        }

        return children;
    }

    private static bool TryRead(byte[] der, out Value value, out byte[] rest)
    {
        value = new Value(0, []);
        rest = [];
        if (der.Length < 2 || (der[0] & 0x1f) == 0x1f)
            return false;
        var octets = der[1] < 0x80 ? 0 : der[1] & 0x7f;
        if (octets > 3 || der.Length < 2 + octets)
            return false;
        var length = octets == 0 ? der[1] : der.AsSpan(2, octets).ToArray().Aggregate(0, (sum, next) => (sum << 8) | next);
        if (der.Length - 2 - octets < length)
            return false;
        value = new Value(der[0], der[(2 + octets)..(2 + octets + length)]);
        rest = der[(2 + octets + length)..];
        return true;
    }

    /// <summary>A tag and what it holds; its length follows.</summary>
    private sealed record Value(byte Tag, byte[] Content)
    {
        public byte[] Encode() => Content.Length switch
        {
            < 0x80 => [Tag, (byte)Content.Length, .. Content],
            < 0x100 => [Tag, 0x81, (byte)Content.Length, .. Content],
            < 0x10000 => [Tag, 0x82, (byte)(Content.Length >> 8), (byte)Content.Length, .. Content],
            _ => [Tag, 0x83, (byte)(Content.Length >> 16), (byte)(Content.Length >> 8), (byte)Content.Length, .. Content],
        };
    }
}
