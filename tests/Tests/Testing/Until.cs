using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EasyEnclave.Tests.Testing;

/// <summary>Waits for something that other threads will make true.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Looks again and again, letting the others run in between, and fails when it takes too long.</summary>
    /// <param name="condition">What becomes true.</param>
    /// <param name="step">Done before each look: what helps it come true.</param>
    /// <param name="seen">What is told of a failure besides its text.</param>
    /// <param name="text">The condition as it was written.</param>
    public static Task TrueAsync(
        Func<bool> condition, Action? step = null, Func<object?>? seen = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        TrueAsync(() => Task.FromResult(condition()), step, seen, text);

    /// <summary>The same of something that takes time to look at.</summary>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, Action? step = null, Func<object?>? seen = null, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            step?.Invoke();
            if (await condition())
                return;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"It did not become true: {text}{(seen is null ? string.Empty : $"; seen: {seen() ?? "null"}")}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
