using System.Buffers;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The character rules that identifiers are made of.</summary>
internal static class IdText
{
    private const string LowerAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LowerAndDigits;

    private static readonly SearchValues<char> Token = SearchValues.Create(Letters + "._:-");
    private static readonly SearchValues<char> Account = SearchValues.Create(Letters + "._@-");
    private static readonly SearchValues<char> Label = SearchValues.Create(LowerAndDigits + "-");
    private static readonly SearchValues<char> Owner = SearchValues.Create(Letters + "-_");
    private static readonly SearchValues<char> Repo = SearchValues.Create(Letters + "._-");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> NotInTag = SearchValues.Create(" ~^:?*[\\\"");

    // Names that operators give their own hosts; an app of that name could stand in for them.
    private static readonly string[] Reserved = ["control", "control-direct", "admin", "api", "www"];

    public static bool IsToken(string text) => !text.AsSpan().ContainsAnyExcept(Token);

    public static bool IsAccount(string text) => !text.AsSpan().ContainsAnyExcept(Account);

    public static bool IsLowerHex(string text) => !text.AsSpan().ContainsAnyExcept(Hex);

    public static bool IsNetwork(string text) => !text.AsSpan().ContainsAnyExcept(Label);

    public static bool IsReserved(string text) => Reserved.Contains(text, StringComparer.Ordinal);

    public static bool IsDnsLabel(string text) =>
        text.Length is >= 1 and <= Limits.DnsLabelLength
        && !text.AsSpan().ContainsAnyExcept(Label)
        && text[0] != '-'
        && text[^1] != '-'
        && !text.StartsWith("xn--", StringComparison.Ordinal);

    public static bool IsRepo(string text)
    {
        int slash = text.IndexOf('/');
        if (slash <= 0)
        {
            return false;
        }

        ReadOnlySpan<char> owner = text.AsSpan(0, slash);
        ReadOnlySpan<char> name = text.AsSpan(slash + 1);
        return owner.Length <= 100 && !owner.ContainsAnyExcept(Owner) && owner[0] != '-'
            && name.Length is >= 1 and <= 100 && !name.ContainsAnyExcept(Repo) && name is not ("." or "..");
    }

    /// <summary>git-check-ref-format's rules for a tag, in printable ASCII.</summary>
    public static bool IsTag(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny(NotInTag)
            || text.Contains("..", StringComparison.Ordinal) || text.Contains("@{", StringComparison.Ordinal) || text == "@"
            || text.EndsWith('.'))
        {
            return false;
        }

        foreach (string segment in text.Split('/'))
        {
            if (segment.Length == 0 || segment[0] == '.' || segment.EndsWith(".lock", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
