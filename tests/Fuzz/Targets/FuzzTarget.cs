namespace EasyEnclave.Fuzz.Targets;

/// <summary>A reader of bytes from outside, with what it is fed.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Seeds">Inputs that changes begin with; at least one.</param>
/// <param name="Tokens">Words of its format.</param>
/// <param name="Read">
/// Reads one input and says in a word what became of it, so that inputs with a new answer are changed further. Throws if something
/// that must hold does not.
/// </param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Func<byte[], string> Read)
{
    /// <summary>Whether its inputs are DER.</summary>
    public bool IsDer => ReferenceEquals(Tokens, Mutation.Tokens.Der);
}
