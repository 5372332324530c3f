using System.Security.Cryptography;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>The system's random source as a number from 0 to below 1.</summary>
internal static class Jitter
{
    private const int Steps = 1 << 30;

    public static double Draw() => RandomNumberGenerator.GetInt32(Steps) / (double)Steps;
}
