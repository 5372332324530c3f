namespace EasyEnclave.Node;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCode
{
    /// <summary>It did what it was asked, or was asked to end.</summary>
    public const int Done = 0;

    /// <summary>It could not: a port or a file is in use, or its log was taken by another process.</summary>
    public const int Failed = 1;

    /// <summary>What it was told is wrong; every fault was named.</summary>
    public const int Usage = 2;
}
