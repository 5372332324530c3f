namespace EasyEnclave.ContactDiscovery;

/// <summary>Everything the service is told at its start.</summary>
internal sealed record ContactOptions
{
    /// <summary>Numbers one request may name.</summary>
    public const int ContactsMax = 1000;

    /// <summary>Bytes of a request's body: a thousand numbers, each as long as one may be written, fit.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>Where it listens: on a TCP port of one address, or on a unix socket.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>The bearer tokens that are taken; with none, nobody's is.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Numbers a token may register and look up in an hour, 1,000 to 1,000,000,000.</summary>
    public int NumbersPerHour { get; init; } = 10_000;

    /// <summary>Numbers that are held, 1 to 20,000,000; each takes some 60 bytes of memory.</summary>
    public int NumbersMax { get; init; } = 1_000_000;

    /// <summary>The settings without the tokens.</summary>
    public override string ToString() => $"{Address}, {Tokens.Count} tokens, {NumbersPerHour} numbers an hour, {NumbersMax} numbers";
}
