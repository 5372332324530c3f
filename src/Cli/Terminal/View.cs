namespace EasyEnclave.Cli.Terminal;

/// <summary>What people see of an outcome: a verdict line, what must not be overlooked, then tables.</summary>
internal sealed record View(Tone Tone, string Headline)
{
    /// <summary>Lines in capitals' stead: shown under the headline, marked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A sentence that explains the headline, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>The rest, in order.</summary>
    public IReadOnlyList<Section> Sections { get; init; } = [];
}
