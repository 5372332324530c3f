using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    private Task _reviewing = Task.CompletedTask;

    /// <inheritdoc />
    public bool AskReview() => Post(now => new TunnelInput.Review(now));

    /// <summary>Ends when everything that was told, judged and reviewed until now has had its effect.</summary>
    internal async Task SettledAsync()
    {
        await PassedAsync().ConfigureAwait(false);
        await Task.WhenAll(_judging, _reviewing).ConfigureAwait(false);
        await PassedAsync().ConfigureAwait(false);
    }

    private async Task PassedAsync()
    {
        TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration over = _ended.Token.Register(() => passed.TrySetResult());
        bool told = await TellAsync(now =>
        {
            passed.TrySetResult();
            return new TunnelInput.Tick(Nonce.New(), now);
        }).ConfigureAwait(false);
        await (told ? passed.Task : Task.CompletedTask).ConfigureAwait(false);
    }

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
