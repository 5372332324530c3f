namespace EasyEnclave.Attestation.Results;

/// <summary>What a result says on the issuer's word: whom it is about, when, and until when. All else in it follows from the evidence.</summary>
public sealed record ResultContext
{
    /// <summary>Who issues it: the control plane's public URL, or a name.</summary>
    public required string Issuer { get; init; }

    /// <summary>The program that judged, with its version.</summary>
    public required string Build { get; init; }

    /// <summary>Where the status list is.</summary>
    public required string StatusList { get; init; }

    /// <summary>When it was signed, in whole seconds.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The relying party's own nonce; null without one.</summary>
    public string? Nonce { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>The app it serves.</summary>
    public required string App { get; init; }

    /// <summary>The node it says it runs on.</summary>
    public required string Node { get; init; }

    /// <summary>The repository of what it runs.</summary>
    public required string Repo { get; init; }

    /// <summary>The release of what it runs.</summary>
    public required string ReleaseTag { get; init; }

    /// <summary>The network it was judged by.</summary>
    public required string Network { get; init; }

    /// <summary>SHA-256 of its TLS client certificate's key, lowercase hex; null without one.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The challenge that its quote answered; null where the channel was proved and not a challenge.</summary>
    public ResultChallenge? Challenge { get; init; }

    /// <summary>When it attested, in whole microseconds.</summary>
    public required DateTimeOffset AttestedAt { get; init; }

    /// <summary>The instant the evidence was judged at, in whole microseconds: then, or at a later look.</summary>
    public required DateTimeOffset AppraisedAt { get; init; }

    /// <summary>Until when the attestation counts: its next one's time, and the time to answer.</summary>
    public required DateTimeOffset AttestationUntil { get; init; }

    /// <summary>Until when the allowlist counts without being confirmed by its source; null for one that needs no confirmation.</summary>
    public DateTimeOffset? AllowlistUntil { get; init; }
}
