namespace EasyEnclave.Actors.Bans;

/// <summary>The scopes' names on the wire and in the store.</summary>
public static class BanScopes
{
    private static readonly string[] Names = ["agent", "node", "client_key", "platform", "repo", "release", "measurement"];

    /// <summary>The stable name.</summary>
    public static string Text(BanScope scope) => Names[(int)scope];

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string? text, out BanScope scope)
    {
        int index = Array.IndexOf(Names, text);
        scope = (BanScope)Math.Max(index, 0);
        return index >= 0;
    }
}
