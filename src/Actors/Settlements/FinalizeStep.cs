namespace EasyEnclave.Actors.Settlements;

/// <summary>What finalizing a period comes to at an instant.</summary>
public enum FinalizeStep
{
    /// <summary>It is final: the first verdict is the answer.</summary>
    Final,

    /// <summary>It is too early.</summary>
    NotOver,

    /// <summary>It is to be closed, and then settled.</summary>
    Close,

    /// <summary>It is closed and to be settled.</summary>
    Settle,

    /// <summary>It is halted, and stays so.</summary>
    Halted,

    /// <summary>It is halted and to be settled as an admin says.</summary>
    Resolve,

    /// <summary>It is halted and nobody has decided in time: it is refunded.</summary>
    Refund,
}
