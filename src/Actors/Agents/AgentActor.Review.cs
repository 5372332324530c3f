using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    private Task _reviewing = Task.CompletedTask;

    /// <inheritdoc />
    public bool AskReview() => Post(now => new TunnelInput.Review(now));

    private static AgentCommand.RefuseAttestation Refusal(TunnelEffect.WriteRefusal refusal, DateTimeOffset now) =>
        new(refusal.Epoch, refusal.Reason, now) { Detail = refusal.Detail };

    private async Task ReviewAsync(AgentFrame.Register who, long epoch)
    {
        await Task.Yield();
        Reviewer reviewer = new(_services, _admission);
        if (await reviewer.OfAsync(who.AgentId, epoch, _tunnel.Prefix, _ended.Token).ConfigureAwait(false) is { } result)
        {
            await TellAsync(now => result with { Now = now }).ConfigureAwait(false);
        }
    }
}
