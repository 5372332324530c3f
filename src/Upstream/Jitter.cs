using System.Security.Cryptography;

namespace EasyEnclave.Upstream;

/// <summary>Spreads times, so that many servers that started together do not ask together.</summary>
internal static class Jitter
{
    private const int Steps = 1 << 20;

    /// <summary>A time from four fifths of <paramref name="time"/> up to all of it.</summary>
    public static TimeSpan Of(TimeSpan time) => time * (0.8 + (0.2 * RandomNumberGenerator.GetInt32(Steps) / Steps));
}
