using System.Text.RegularExpressions;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>A front's file exactly as it is shipped, with the places that an operator fills in filled in.</summary>
internal static partial class FrontFile
{
    /// <summary>Reads <c>docker/NAME</c> and fills it in.</summary>
    public static string Fill(string name, params (string Place, string With)[] places) =>
        Fill(name, File.ReadAllText(Path.Combine(Repository.Root, "docker", name)), places);

    /// <summary>Fills in the text of a file.</summary>
    /// <exception cref="InvalidOperationException">A place is not there, or one was left that had to be filled.</exception>
    public static string Fill(string name, string text, params (string Place, string With)[] places)
    {
        string rest = text;
        foreach ((string place, string with) in places)
        {
            if (!text.Contains(place, StringComparison.Ordinal))
                throw new InvalidOperationException($"docker/{name} does not hold \"{place}\" any more.");
            text = text.Replace(place, with, StringComparison.Ordinal);
            rest = rest.Replace(place, string.Empty, StringComparison.Ordinal);
        }

        return OfThisMachine().Match(Comment().Replace(rest, string.Empty)) is { Success: true } left
            ? throw new InvalidOperationException($"docker/{name} still holds \"{left.Value}\".")
            : text;
    }

    [GeneratedRegex(@"(?<=^|\s)#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // A standard port, a file or a user of the machine that a test runs on, or a service of somebody else's.
    [GeneratedRegex(@"/(etc|var|run)/|\b(80|443|8088|9090)\b|\b(haproxy|cloudflare)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex OfThisMachine();
}
