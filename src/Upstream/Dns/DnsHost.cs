using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>A host as operators name it: <c>control</c>, <c>*.app</c>, <c>control.example.com</c>, or <c>@</c> for the zone itself.</summary>
/// <param name="Name">In lowercase, without a dot at its end.</param>
/// <param name="IsWhole">Written with a dot at its end: nothing is to be added to it.</param>
public readonly record struct DnsHost(string Name, bool IsWhole)
{
    private const string Apex = "@";
    private const string Wildcard = "*";
    private const int NameLength = 253;
    private const int LabelLength = 63;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Reads one host.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DnsHost host)
    {
        string name = text?.Trim().ToLowerInvariant() ?? string.Empty;
        bool whole = name.Length > 1 && name[^1] == '.';
        host = new DnsHost(whole ? name[..^1] : name, whole);
        return host.Name == Apex || (IsName(host.Name) && !IPAddress.TryParse(host.Name, out _));
    }

    /// <summary>Whether a text in lowercase is a zone's name.</summary>
    public static bool IsZone(string name) => IsName(name) && name.Contains('.') && name[0] != '*' && !IPAddress.TryParse(name, out _);

    /// <summary>The whole name in a zone; null when it is outside of it.</summary>
    public string? In(string zone)
    {
        if (Name == Apex || Name == zone)
        {
            return zone;
        }

        bool inside = Name.EndsWith("." + zone, StringComparison.Ordinal);
        string whole = inside ? Name : $"{Name}.{zone}";
        return (IsWhole && !inside) || whole.Length > NameLength ? null : whole;
    }

    /// <summary>The first label of a host that has a name of its own; null for a wildcard and the zone itself.</summary>
    public string? FirstLabel => Name == Apex || Name[0] == '*' ? null : Name.Split('.')[0];

    private static bool IsName(string name)
    {
        string[] labels = name.Split('.');
        return name.Length is > 0 and <= NameLength
            && labels.Index().All(label => IsLabel(label.Item) || (label.Item == Wildcard && label.Index == 0));
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LabelLength && !label.AsSpan().ContainsAnyExcept(Letters) && label[0] != '-' && label[^1] != '-';
}
