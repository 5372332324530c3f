namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Transfers a second of one round, and what one costs.</summary>
/// <param name="Cold">By many callers between many accounts.</param>
/// <param name="Hot">By many callers, all from one account.</param>
/// <param name="Bulk">In bulks.</param>
/// <param name="Bare">The rows of the first, through bare SQLite.</param>
/// <param name="CpuCold">Microseconds of CPU a transfer of the first, callers included.</param>
/// <param name="CpuBulk">The same of a bulk.</param>
/// <param name="CpuBare">The same of bare SQLite.</param>
internal sealed record LedgerTurn(double Cold, double Hot, double Bulk, double Bare, double CpuCold, double CpuBulk, double CpuBare);
