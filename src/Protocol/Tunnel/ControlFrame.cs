using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>What the control plane says on a tunnel (protocol, section 1).</summary>
public abstract record ControlFrame
{
    private ControlFrame()
    {
    }

    /// <summary>Asks for a quote over <paramref name="Nonce"/> within <paramref name="DeadlineSeconds"/>.</summary>
    /// <param name="Nonce">The challenge.</param>
    /// <param name="DeadlineSeconds">Whole seconds to answer in.</param>
    /// <param name="Reason"><c>register</c>, <c>periodic</c> or <c>operator</c>; the quote binds it.</param>
    public sealed record AttestRequest(Nonce Nonce, int DeadlineSeconds, string Reason) : ControlFrame;

    /// <summary>A request for the backend.</summary>
    public sealed record ProxyRequest(
        RequestId RequestId, string Method, string Path, IReadOnlyList<EnvelopeHeader> Headers, ReadOnlyMemory<byte> Body) : ControlFrame;

    /// <summary>How the agent stands.</summary>
    public sealed record Status(StatusState State, string Reason) : ControlFrame
    {
        /// <summary>More than the reason says, for people; null when there is none.</summary>
        public string? Detail { get; init; }

        /// <summary>With <c>attested</c>: when the registration ends unless renewed.</summary>
        public DateTimeOffset? RegistrationExpiresAt { get; init; }

        /// <summary>With <c>attested</c>: when the next challenge comes at the latest.</summary>
        public DateTimeOffset? NextAttestAt { get; init; }

        /// <summary>With <c>attested</c>, tunnel version 2: where to open data connections.</summary>
        public string? DataUrl { get; init; }

        /// <summary>With <c>attested</c>, tunnel version 2: the bearer token for them.</summary>
        public string? DataToken { get; init; }
    }
}
