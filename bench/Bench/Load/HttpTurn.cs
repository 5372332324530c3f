namespace EasyEnclave.Bench.Load;

/// <summary>What one turn of load measured.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Median">Half of the answers took less, in microseconds.</param>
/// <param name="P99">99 of 100 took less, in microseconds.</param>
/// <param name="Cpu">Microseconds of CPU a request, over the target's processes.</param>
internal readonly record struct HttpTurn(double Rate, double Median, double P99, double Cpu);
