namespace EasyEnclave.Actors.Nodes;

/// <summary>The kinds' names on the wire.</summary>
public static class SlashKinds
{
    private static readonly string[] Names = ["downtime", "fraud"];

    /// <summary>The stable name.</summary>
    public static string Text(SlashKind kind) => Names[(int)kind];

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string? text, out SlashKind kind)
    {
        int index = Array.IndexOf(Names, text);
        kind = (SlashKind)Math.Max(index, 0);
        return index >= 0;
    }
}
