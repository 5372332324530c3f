using System.Runtime.CompilerServices;
using System.Text;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Fuzz.Targets;

/// <summary>Where inputs begin: the simulated platform's, the ones in <c>corpus</c>, and real ones where they lie beside the project.</summary>
internal static class Seeds
{
    private static readonly string? Real = FindReal();

    /// <summary>The files of one folder in <c>corpus</c>.</summary>
    public static IEnumerable<byte[]> Kept(string folder)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "corpus", folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }

    /// <summary>The files of that name in all real sets; none where there are no sets.</summary>
    public static IEnumerable<byte[]> OfRealSets(string file) =>
        Real is null
            ? []
            : Directory.EnumerateDirectories(Real).Order(StringComparer.Ordinal).Select(set => Path.Combine(set, file)).Where(File.Exists).Select(File.ReadAllBytes);

    public static byte[] Answer(string name, SignedDocument document) => Encoding.UTF8.GetBytes(
        $"{{\"{name}\":{Encoding.UTF8.GetString(document.Body.Span)},\"signature\":\"{Convert.ToHexStringLower(document.Signature.Span)}\"}}");

    public static byte[] Chain(byte[] quote) =>
        Quote.TryParse(quote, out var parsed, out _) ? parsed.Signature.PckChainPem.ToArray() : throw new UnsoundException("a seed is no quote");

    public static IEnumerable<byte[]> Certificates(byte[] chain, int count) =>
        Pem.TryDecode(chain, count, out var certificates) ? certificates : throw new UnsoundException("a seed is no chain");

    private static string? FindReal([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
        var quotes = Path.Combine(root, "..", "shared", "quotes");
        return Directory.Exists(quotes) ? quotes : null;
    }
}
