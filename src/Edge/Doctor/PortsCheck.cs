using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether this node's listeners take connections, and which are open without TLS.</summary>
/// <param name="look">Tries them.</param>
public sealed class PortsCheck(Func<CancellationToken, ValueTask<IReadOnlyList<ListenerFacts>>> look) : IDoctorCheck
{
    private const string Check = "ports";

    /// <inheritdoc />
    public string Name => Check;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        [.. (await look(cancellationToken).ConfigureAwait(false)).Select(Judge)];

    /// <summary>Judges one; pure.</summary>
    internal static DoctorFinding Judge(ListenerFacts listener) =>
        !listener.Answers ? Findings.Fail(Check, $"The {listener.Name} does not answer on {listener.Address}.", listener.Remedy)
        : listener.Exposed
            ? Findings.Warn(
                Check,
                $"The {listener.Name} is open on {listener.Address} without TLS: what is sent can be read on the way.",
                "Set EE_TLS_CERT and EE_TLS_KEY, or EE_TLS_TERMINATED with a front that ends TLS; or bind it to 127.0.0.1.")
            : Findings.Ok(Check, $"The {listener.Name} answers on {listener.Address}.");
}
