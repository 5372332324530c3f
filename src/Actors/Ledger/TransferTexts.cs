namespace EasyEnclave.Actors.Ledger;

/// <summary>The names of kinds and codes in the store, in exports and on the wire; they never change.</summary>
public static class TransferTexts
{
    private static readonly string[] Kinds = ["move", "pend", "post", "void", "expire", "reverse"];
    private static readonly string[] Codes = ["purchase", "transfer", "reservation", "usage", "stake_deposit", "stake_release", "slash"];

    /// <summary>The stable name.</summary>
    public static string Text(TransferKind kind) => Kinds[(int)kind];

    /// <summary>The stable name.</summary>
    public static string Text(TransferCode code) => Codes[(int)code];

    /// <summary>Reads a kind's name; false when it is none.</summary>
    public static bool TryParse(string? text, out TransferKind kind)
    {
        int index = Array.IndexOf(Kinds, text);
        kind = (TransferKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a code's name; false when it is none.</summary>
    public static bool TryParse(string? text, out TransferCode code)
    {
        int index = Array.IndexOf(Codes, text);
        code = (TransferCode)Math.Max(index, 0);
        return index >= 0;
    }
}
