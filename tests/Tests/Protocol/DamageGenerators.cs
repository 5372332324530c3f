using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol;

/// <summary>What can happen to bytes on their way.</summary>
internal static class DamageGenerators
{
    private static readonly Gen<Func<byte[], byte[]>> Flip =
        from at in Gen.Choose(0, int.MaxValue - 1)
        from bit in Gen.Choose(0, 7)
        select new Func<byte[], byte[]>(bytes => Change(bytes, at, value => (byte)(value ^ (1 << bit))));

    private static readonly Gen<Func<byte[], byte[]>> Replace =
        from at in Gen.Choose(0, int.MaxValue - 1)
        from with in Gen.Elements("\"\\{}[]:,0eE-+. \n\0".ToCharArray())
        select new Func<byte[], byte[]>(bytes => Change(bytes, at, _ => (byte)with));

    private static readonly Gen<Func<byte[], byte[]>> Truncate =
        from length in Gen.Choose(0, int.MaxValue - 1)
        select new Func<byte[], byte[]>(bytes => bytes[..(length % bytes.Length)]);

    private static readonly Gen<Func<byte[], byte[]>> Insert =
        from at in Gen.Choose(0, int.MaxValue - 1)
        from what in Gen.Elements("\\ud800", "\\u", "{\"x\":", "[[[[", "\"type\":\"health\",", "\u00e9")
        select new Func<byte[], byte[]>(bytes => [.. bytes[..(at % bytes.Length)], .. Encoding.UTF8.GetBytes(what), .. bytes[(at % bytes.Length)..]]);

    public static readonly Gen<Func<byte[], byte[]>> Damage =
        from steps in Gen.OneOf(Flip, Replace, Truncate, Insert).ListOf()
        select new Func<byte[], byte[]>(bytes => steps.Take(4).Aggregate(bytes, (damaged, step) => damaged.Length == 0 ? damaged : step(damaged)));

    private static byte[] Change(byte[] bytes, int at, Func<byte, byte> change)
    {
        byte[] changed = [.. bytes];
        changed[at % bytes.Length] = change(changed[at % bytes.Length]);
        return changed;
    }
}
