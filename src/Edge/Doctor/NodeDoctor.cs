using EasyEnclave.Edge.Health;
using EasyEnclave.Protocol.Rest;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Runs all checks of this node at once, and waits for none of them too long.</summary>
internal sealed partial class NodeDoctor(
    IEnumerable<IDoctorCheck> checks, NodeIdentity node, ControlOptions options, ProxyDoor proxy, TimeProvider time, ILogger<NodeDoctor> logger)
{
    /// <summary>How long one check may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks at everything.</summary>
    public async Task<DoctorNode> LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DoctorFinding>[] found = await Task.WhenAll(checks.Select(check => LookAsync(check, cancellationToken))).ConfigureAwait(false);
        return new DoctorNode
        {
            Node = node.Node,
            Version = node.Version,
            At = time.GetUtcNow(),
            PublicProxyUrl = options.PublicProxyUrl,
            ProxyPort = proxy.Port(),
            Findings = [.. found.SelectMany(findings => findings)],
        };
    }

    private async Task<IReadOnlyList<DoctorFinding>> LookAsync(IDoctorCheck check, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // What hangs in spite of its token must not hold up what the others found.
            return await check.LookAsync(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Findings.Fail(check.Name, $"There was no answer within {Findings.Text(Patience)}.", "See what the other checks say of the store and the network.")];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A check's edge: the others are told all the same.
            LogBroken(e, check.Name);
            return [Findings.Fail(check.Name, "The check itself failed.", "See this node's log, id 6521.")];
        }
    }
}
