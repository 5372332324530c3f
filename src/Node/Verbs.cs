using System.Collections.Frozen;

namespace EasyEnclave.Node;

/// <summary>The verbs of the server program, each with what it does; without one it serves.</summary>
internal static class Verbs
{
    /// <summary>By the first word on the command line.</summary>
    public static FrozenDictionary<string, Func<string[], Task<int>>> All { get; } = new Dictionary<string, Func<string[], Task<int>>>
    {
        ["dev"] = DevCommand.RunAsync,
        ["ledger"] = LedgerVerb.RunAsync,
        ["store"] = StoreVerb.RunAsync,
        ["health"] = HealthVerb.RunAsync,
        ["help"] = Help,
        ["--help"] = Help,
        ["-h"] = Help,
        ["--version"] = static _ => Task.FromResult(HelpCommand.Version()),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Task<int> Help(string[] arguments) => Task.FromResult(HelpCommand.Run());
}
