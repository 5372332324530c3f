namespace EasyEnclave.Actors.Settlements;

/// <summary>Where a node's period is in its life: open, closing, and then settled or failed for ever, by way of a halt or without.</summary>
public enum PeriodPhase
{
    /// <summary>It takes reservations and usage.</summary>
    Open,

    /// <summary>It takes nothing more and is being settled.</summary>
    Closing,

    /// <summary>We were away too long to judge it; somebody decides, or it is refunded.</summary>
    Halted,

    /// <summary>It passed: what was used is paid.</summary>
    Settled,

    /// <summary>It failed: all that was locked went back.</summary>
    Failed,
}
