using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>The way of an agent's kept evidence past the reappraiser and into the store.</summary>
internal sealed partial class Reviewer(AgentServices services, Admission admission)
{
    /// <summary>Judges the evidence of an agent's latest attestation, and writes what it comes to now; null when the tunnel has ended.</summary>
    /// <param name="agent">Whose.</param>
    /// <param name="epoch">The epoch its tunnel holds.</param>
    /// <param name="prefix">Where it comes from.</param>
    /// <param name="ended">Gives up when the tunnel's actor has.</param>
    public async Task<TunnelInput.Reviewed?> OfAsync(AgentId agent, long epoch, string prefix, CancellationToken ended)
    {
        try
        {
            if (services.Directory.Find(agent)?.State is not { } row || row.Epoch != epoch)
            {
                return Undecided();
            }

            Reappraisal found = await services.Reappraiser.JudgeAsync(row, prefix, ended).ConfigureAwait(false);
            Instruments.Reappraised(found.Outcome);
            return found switch
            {
                Reappraisal.Refused refused => Result(row, refused.Reason, refused.Detail, null),
                Reappraisal.Stands stands => Result(row, null, null, stands.Facts.EndsAt()),
                Reappraisal.Renewed renewed when await admission.ReappraiseAsync(agent, epoch, renewed).ConfigureAwait(false) =>
                    Result(row, null, null, renewed.Facts.EndsAt()),
                _ => Undecided(),
            };
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            // The edge of a review: a fault of ours must not pass for a verdict, and must not kill the process.
            ReviewFailed(services.Logger, e, agent.Value);
            return Undecided();
        }
    }

    private TunnelInput.Reviewed Result(AgentState row, string? refusal, string? detail, DateTimeOffset? next) =>
        new(row.Attestation.At, refusal, detail, next, services.Time.GetUtcNow());

    private TunnelInput.Reviewed Undecided() => new(null, null, null, null, services.Time.GetUtcNow());
}
