using System.Diagnostics;

namespace EasyEnclave.Tests.Testing;

/// <summary>Waits for something that other threads will make true.</summary>
internal static class Until
{
    /// <summary>Looks again and again, letting the others run in between, and fails when it takes too long.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
                throw new TimeoutException("It did not become true.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
