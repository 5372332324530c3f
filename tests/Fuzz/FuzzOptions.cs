using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace EasyEnclave.Fuzz;

/// <summary>What the command line asked for.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        usage: dotnet run --project tests/Fuzz -- [options]
          --seconds N      how long in all, shared by the targets (20)
          --seed N         where the choices come from (random, and told); signatures in the inputs differ even so
          --target NAME    this reader alone
          --iterations N   stop a target after so many inputs
          --input FILE     try this one input; needs --target
        """;

    public int Seconds { get; private set; } = 20;

    public int Seed { get; private set; } = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public int Iterations { get; private set; } = int.MaxValue;

    public string? Target { get; private set; }

    public string? Input { get; private set; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out FuzzOptions? options, out string fault)
    {
        options = new FuzzOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !options.Set(args[i], args[i + 1]))
            {
                fault = $"'{args[i]}' is no option, or lacks its value";
                options = null;
                return false;
            }
        }

        fault = "--input needs --target";
        return options.Input is null || options.Target is not null;
    }

    private bool Set(string option, string value)
    {
        switch (option)
        {
            case "--target":
                Target = value;
                return true;
            case "--input":
                Input = value;
                return true;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return false;
        switch (option)
        {
            case "--seconds":
                Seconds = number;
                return true;
            case "--seed":
                Seed = number;
                return true;
            case "--iterations":
                Iterations = number;
                return true;
            default:
                return false;
        }
    }
}
