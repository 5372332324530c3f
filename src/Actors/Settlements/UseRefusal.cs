namespace EasyEnclave.Actors.Settlements;

/// <summary>Why a reservation or a usage is refused; nothing was written.</summary>
public enum UseRefusal
{
    /// <summary>The node is not registered.</summary>
    NodeNotFound,

    /// <summary>The node is banned.</summary>
    NodeInactive,

    /// <summary>The node has named no price.</summary>
    PriceMissing,

    /// <summary>The node has not said how many vCPUs it has.</summary>
    CapacityMissing,

    /// <summary>The node has another period that overlaps it.</summary>
    PeriodOverlap,

    /// <summary>The period takes nothing more.</summary>
    PeriodClosed,

    /// <summary>The period has not begun.</summary>
    PeriodNotStarted,

    /// <summary>The period begins too far ahead.</summary>
    PeriodTooFarAhead,

    /// <summary>The period is over: work to come cannot be reserved in it.</summary>
    PeriodOver,

    /// <summary>More than the node's vCPUs can do in the period.</summary>
    AboveCapacity,

    /// <summary>More than the account has reserved.</summary>
    AboveReservation,

    /// <summary>The account has reserved nothing, and must have.</summary>
    ReservationRequired,

    /// <summary>The account has something locked of this node in this period already.</summary>
    ReservationExists,

    /// <summary>It costs more than one transfer can hold.</summary>
    AmountTooLarge,

    /// <summary>The node would pay itself.</summary>
    SelfBilling,
}
