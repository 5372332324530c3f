using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Bans;

/// <summary>What happened to a ban.</summary>
public abstract record BanEvent : DomainEvent
{
    private BanEvent()
    {
    }

    /// <summary>It was set.</summary>
    public sealed record Set(BanScope Scope, string Value, string Reason) : BanEvent;

    /// <summary>It was lifted.</summary>
    public sealed record Lifted(BanScope Scope, string Value, string Reason) : BanEvent;
}
