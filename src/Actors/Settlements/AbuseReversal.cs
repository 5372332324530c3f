namespace EasyEnclave.Actors.Settlements;

/// <summary>Whether what was paid for a period is taken back after a report of abuse was authorized.</summary>
public enum AbuseReversal
{
    /// <summary>Nothing was paid by then.</summary>
    None,

    /// <summary>It is to be done.</summary>
    Due,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>Neither what the node earned nor its stake held all of it; what could be taken back was.</summary>
    Short,
}
