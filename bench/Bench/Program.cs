using EasyEnclave.Bench;
using EasyEnclave.Bench.Benchmarks;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Bench.Servers;

// A child of a benchmark: a server to be measured beside ours, in a process of its own so that its CPU can be told apart.
if (args is ["serve", var what, .. var rest])
    return await ServedChild.RunAsync(what, rest);

if (!BenchOptions.TryParse(args, out var options, out var fault))
{
    Console.Error.WriteLine($"bench: {fault}");
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

var report = new Report(options.Benchmark);
await (options.Benchmark switch
{
    "verify" => VerifyBenchmark.RunAsync(options, report),
    "agents" => AgentsBenchmark.RunAsync(options, report),
    "flood" => FloodBenchmark.RunAsync(options, report),
    "resolve" => ResolveBenchmark.RunAsync(options, report),
    "proxy" => ProxyBenchmark.RunAsync(options, report),
    "store" => StoreBenchmark.RunAsync(options, report),
    "postgres" => PostgresBenchmark.RunAsync(options, report),
    "settle" => SettleBenchmark.RunAsync(options, report),
    "ledger" => LedgerBenchmark.RunAsync(options, report),
    "ledger-http" => LedgerHttpBenchmark.RunAsync(options, report),
    "frames" => FramesBenchmark.RunAsync(options, report),
    "cluster-takeover" => TakeOverBenchmark.RunAsync(options, report),
    "cluster-return" => ReturnBenchmark.RunAsync(options, report),
    "cluster-hop" => HopBenchmark.RunAsync(options, report),
    "cluster-size" => SizeBenchmark.RunAsync(options, report),
    _ => throw new InvalidOperationException(options.Benchmark),
});
report.Write(Console.Out, options.Json);
return report.MissedTargets ? 1 : 0;
