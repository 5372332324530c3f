namespace EasyEnclave.Cli.Terminal;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>Done, or the thing asked about is accepted.</summary>
    public const int Accepted = 0;

    /// <summary>Refused: by a rule, by the server, or because the server could not be asked.</summary>
    public const int Refused = 1;

    /// <summary>The command was not understood, or something it needs was not given or cannot be read.</summary>
    public const int Usage = 2;
}
