namespace EasyEnclave.Agent.Quotes;

/// <summary>Why a quote could not be made.</summary>
public enum QuoteFailure
{
    /// <summary>There is no folder for reports, or it may not be written to: no TDX guest, no configfs, no rights.</summary>
    Unavailable,

    /// <summary>The reports come from another technology than TDX.</summary>
    WrongProvider,

    /// <summary>Others wrote to the same report, or the kernel was busy, at every attempt.</summary>
    Busy,

    /// <summary>The kernel or the quoting service refused.</summary>
    Refused,

    /// <summary>The quote is empty or larger than any is.</summary>
    WrongSize,
}
