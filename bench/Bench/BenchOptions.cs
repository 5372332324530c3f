using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EasyEnclave.Bench;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Bench -- agents|verify|flood|resolve|proxy|store|ledger|ledger-http|postgres|settle|frames|
                                                               cluster-takeover|cluster-return|cluster-hop|cluster-size [options]
          --json            figures as one JSON object instead of a table
          --rounds N        rounds, in each of which everything compared takes its turn (5)
          --seconds N       length of one turn (3)
          --connections N   connections of the load (64)
          --count N         agents of `agents` (1000), repetitions a turn of `verify` and `frames` (300), batches a turn of `store` (20),
                            transfers a turn of `ledger` and `postgres` (60000), usages of `settle` (100000), agents of `cluster-takeover`
                            (300), of `cluster-return` (2000) and of `cluster-size` (20000)
          --grow N          `ledger` is measured at ten thousand entries and at N too (off)
          --settle N        seconds that `agents` watches the memory at rest (30)
          --flood N         registrations by strangers at the end of `agents` (0)
          --nginx           `proxy` is measured beside nginx, where it is installed, instead of the built-in plain proxy
        """;

    private static readonly string[] Benchmarks =
    [
        "agents", "verify", "flood", "resolve", "proxy", "store", "ledger", "ledger-http", "postgres", "settle", "frames",
        "cluster-takeover", "cluster-return", "cluster-hop", "cluster-size",
    ];

    public required string Benchmark { get; init; }

    public bool Json { get; private set; }

    public bool Nginx { get; private set; }

    public int Rounds { get; private set; } = 5;

    public int Connections { get; private set; } = 64;

    public int? Count { get; private set; }

    public int Flood { get; private set; }

    public int? Grow { get; private set; }

    public TimeSpan Turn { get; private set; } = TimeSpan.FromSeconds(3);

    public TimeSpan Settle { get; private set; } = TimeSpan.FromSeconds(30);

    public static bool TryParse(string[] args, [NotNullWhen(true)] out BenchOptions? options, out string fault)
    {
        options = null;
        if (args.Length == 0 || !Benchmarks.Contains(args[0]))
        {
            fault = args.Length == 0 ? "no benchmark named" : $"there is no benchmark '{args[0]}'";
            return false;
        }

        var read = new BenchOptions { Benchmark = args[0] };
        for (var i = 1; i < args.Length; i++)
        {
            var takesNumber = args[i] is not ("--json" or "--nginx");
            var number = 0;
            if (takesNumber && !(i + 1 < args.Length && TryNumber(args[i + 1], out number)))
            {
                fault = $"{args[i]} is no option, or needs a number up to a million";
                return false;
            }

            if (!read.Set(args[i], number))
            {
                fault = $"there is no option '{args[i]}'";
                return false;
            }

            i += takesNumber ? 1 : 0;
        }

        fault = "";
        options = read;
        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= 1_000_000;

    private bool Set(string option, int number)
    {
        switch (option)
        {
            case "--json":
                Json = true;
                return true;
            case "--nginx":
                Nginx = true;
                return true;
            case "--rounds":
                Rounds = number;
                return true;
            case "--connections":
                Connections = number;
                return true;
            case "--count":
                Count = number;
                return true;
            case "--flood":
                Flood = number;
                return true;
            case "--seconds":
                Turn = TimeSpan.FromSeconds(number);
                return true;
            case "--grow":
                Grow = number;
                return true;
            case "--settle":
                Settle = TimeSpan.FromSeconds(number);
                return true;
            default:
                return false;
        }
    }
}
