using System.Diagnostics;
using System.Text;
using EasyEnclave.Fuzz.Mutation;
using EasyEnclave.Fuzz.Targets;

namespace EasyEnclave.Fuzz.Runs;

/// <summary>Feeds one reader with changed inputs and asks of each: no exception, an answer in time, and memory by what is there.</summary>
/// <remarks>An input whose answer is new joins those that are changed. Choices follow from the seed; what was signed for this run differs.</remarks>
internal sealed class Fuzzer(FuzzTarget target, int seed, Watchdog watchdog)
{
    // What a small input may cost, and what each byte may: JSON of one-letter members is the dearest there is.
    private const int FreeBytes = 256 * 1024;
    private const int BytesAByte = 128;
    private const int MaxPool = 512;
    private const int MaxPooledLength = 64 * 1024;

    private readonly List<byte[]> _pool = [.. target.Seeds];
    private readonly HashSet<string> _answers = new(StringComparer.Ordinal);
    private double _dearest;

    /// <summary>Tries one input alone.</summary>
    public static bool Replay(FuzzTarget target, byte[] input, Watchdog watchdog)
    {
        var fuzzer = new Fuzzer(target, 0, watchdog);
        var sound = fuzzer.WarmUp() && fuzzer.Try(input);
        Console.WriteLine($"fuzz: {target.Name}: {(sound ? string.Join(", ", fuzzer._answers) : "not borne")}");
        return sound;
    }

    /// <summary>Runs until time or iterations are over, or something is found; true if nothing was.</summary>
    public bool Run(TimeSpan time, int iterations)
    {
        var dice = new Dice(((ulong)seed << 32) ^ Hash(target.Name));
        var mutator = new Mutator(dice, target.Tokens, target.IsDer);
        var begun = Stopwatch.GetTimestamp();
        var done = 0;
        var sound = WarmUp();
        for (; sound && done < iterations && Stopwatch.GetElapsedTime(begun) < time; done++)
            sound = Try(mutator.Mutate(_pool));
        Console.WriteLine($"  {target.Name,-18} {done,9:N0} inputs, {_answers.Count,3} answers, {_pool.Count,4} kept, at most {_dearest,5:F1} bytes a byte");
        return sound;
    }

    // Twice: what a reader needs once in its life is no cost of an input.
    private bool WarmUp() => target.Seeds.Concat(target.Seeds).All(Try);

    private bool Try(byte[] input)
    {
        watchdog.Begin(target.Name, input);
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var answer = target.Read(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > FreeBytes + ((long)BytesAByte * input.Length))
            {
                Finding.Tell(target.Name, input, $"{allocated} bytes allocated for an input of {input.Length}");
                return false;
            }

            _dearest = Math.Max(_dearest, (double)Math.Max(0, allocated - FreeBytes) / Math.Max(1, input.Length));
            if (_answers.Add(answer) && _pool.Count < MaxPool && input.Length <= MaxPooledLength)
                _pool.Add(input);
            return true;
        }
#pragma warning disable CA1031 // Whatever comes out of a reader is the finding.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Finding.Tell(target.Name, input, fault.ToString());
            return false;
        }
        finally
        {
            watchdog.End();
        }
    }

    private static uint Hash(string text) =>
        Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, next) => (hash ^ next) * 16777619u);
}
