namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>An authorized report of abuse, as a verdict cites it.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="From">The first instant it speaks of.</param>
/// <param name="To">The first instant after them.</param>
/// <param name="DecidedBy">Who authorized it.</param>
public sealed record AbuseFact(string ReportId, DateTimeOffset From, DateTimeOffset To, string DecidedBy);
