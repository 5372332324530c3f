using EasyEnclave.Actors.Settlements;

namespace EasyEnclave.Storage.Settlements;

/// <summary>The words of enums in rows; they never change.</summary>
internal static class SettlementTexts
{
    private static readonly string[] States = ["pending", "authorized", "denied"];
    private static readonly string[] Reversals = ["none", "due", "done", "short"];

    public static string Of(AbuseState state) => States[(int)state];

    public static string Of(AbuseReversal reversal) => Reversals[(int)reversal];

    public static AbuseState State(string text) => (AbuseState)Index(States, text);

    public static AbuseReversal Reversal(string text) => (AbuseReversal)Index(Reversals, text);

    public static PeriodPhase Phase(string text) =>
        PeriodPhases.TryParse(text, out var phase) ? phase : throw Unknown(text);

    private static int Index(string[] words, string text) =>
        Array.IndexOf(words, text) is >= 0 and var index ? index : throw Unknown(text);

    private static StoreException Unknown(string text) => new(StoreFault.Damaged, $"The store holds the unknown word '{text}'.");
}
