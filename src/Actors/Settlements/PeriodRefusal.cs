namespace EasyEnclave.Actors.Settlements;

/// <summary>Why a period does not take what it is asked to.</summary>
public enum PeriodRefusal
{
    /// <summary>Nothing: it does.</summary>
    None,

    /// <summary>The node has another period that has an hour in common with it.</summary>
    Overlap,

    /// <summary>It is being settled or is final, or its dispute window is over.</summary>
    Closed,

    /// <summary>It has not begun.</summary>
    NotStarted,

    /// <summary>It begins too far ahead.</summary>
    TooFarAhead,

    /// <summary>It is over.</summary>
    Over,

    /// <summary>More than the node's vCPUs can do in it.</summary>
    AboveCapacity,
}
