using System.Security.Cryptography;

namespace EasyEnclave.Fuzz.Runs;

/// <summary>Tells of an input that a reader did not bear, and keeps it.</summary>
internal static class Finding
{
    public static void Tell(string target, byte[] input, string fault)
    {
        var folder = Path.Combine("artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}.bin");
        File.WriteAllBytes(path, input);
        Console.Error.WriteLine($"fuzz: {target}: {fault}");
        Console.Error.WriteLine($"  {input.Length} bytes in {path}; try it alone with --target {target} --input {path}");
        if (input.Length <= 512)
            Console.Error.WriteLine($"  {Convert.ToBase64String(input)}");
    }
}
