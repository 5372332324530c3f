namespace EasyEnclave.Attestation.Allowlists;

/// <summary>The answer of an <see cref="IAllowlistSource"/>.</summary>
public abstract record AllowlistFetch
{
    private AllowlistFetch()
    {
    }

    /// <summary>The allowlist as published, not yet read.</summary>
    /// <param name="Bytes">Its bytes, at most <see cref="Allowlist.MaxBytes"/>.</param>
    /// <param name="Origin">Where it was found, for the record: what must not change unnoticed.</param>
    public sealed record Found(ReadOnlyMemory<byte> Bytes, string Origin) : AllowlistFetch
    {
        /// <summary>Until when it counts without being confirmed by its source again; null where it needs no confirmation.</summary>
        public DateTimeOffset? CountsUntil { get; init; }
    }

    /// <summary>The source knows that there is none.</summary>
    public sealed record NotFound : AllowlistFetch;

    /// <summary>The source cannot be asked now.</summary>
    public sealed record Unavailable : AllowlistFetch;

    /// <summary>There is one, and it is another than the one that was used before.</summary>
    public sealed record Changed : AllowlistFetch;

    /// <summary>There is one, and it cannot be taken.</summary>
    /// <param name="Fault">Why, in words for an operator.</param>
    public sealed record Invalid(string Fault) : AllowlistFetch;
}
