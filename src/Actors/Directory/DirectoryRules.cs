using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Directory;

/// <summary>The rules by which rows are read at an instant.</summary>
public sealed record DirectoryRules
{
    /// <summary>How long an attestation counts: interval and deadline.</summary>
    public required TimeSpan AttestationLifetime { get; init; }

    /// <summary>How long a binding lasts after the latest attestation of any of its agents.</summary>
    public required TimeSpan RegistrationLifetime { get; init; }

    /// <summary>How long before its end a binding is in warning.</summary>
    public required TimeSpan RegistrationWarning { get; init; }

    /// <summary>The names of the roots trusted here; what another one proved counts for nothing.</summary>
    public required IReadOnlySet<string> TrustRoots { get; init; }

    /// <summary>Whether the agents of a network serve no longer once the store has not answered for too long: those of sealed networks.</summary>
    public Func<NetworkName, bool> FailsClosed { get; init; } = static _ => false;
}
