namespace EasyEnclave.Actors.Store;

/// <summary>What a store remembers of quotes that may count once.</summary>
/// <param name="This">Whether this one was seen.</param>
/// <param name="OfAgent">How many of this agent are remembered.</param>
public sealed record SeenQuotes(bool This, long OfAgent);
