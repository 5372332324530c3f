using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Waits for what several processes will make true, with the patience that a busy machine needs.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again; a look that fails says no.</summary>
    /// <param name="condition">What becomes true.</param>
    /// <param name="seen">What is told of a failure besides the condition's text.</param>
    /// <param name="text">The condition as it was written.</param>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, Func<object?>? seen = null, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        long begun = Stopwatch.GetTimestamp();
        Exception? fault = null;
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            try
            {
                if (await condition())
                    return;
                fault = null;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                // A node that is away, on purpose as a rule.
                fault = e;
            }

            await PauseAsync();
        }

        throw new TimeoutException($"It did not become true: {text}{(seen is null ? "" : $"; seen: {seen() ?? "null"}")}", fault);
    }

    public static Task TrueAsync(Func<bool> condition, Func<object?>? seen = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        TrueAsync(() => Task.FromResult(condition()), seen, text);

    public static Task PauseAsync() => Task.Delay(Pause, TimeProvider.System);

    /// <summary>Lets real time go by, where that is what is tested.</summary>
    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
