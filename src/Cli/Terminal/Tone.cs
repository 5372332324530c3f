namespace EasyEnclave.Cli.Terminal;

/// <summary>How a line is meant, which a terminal shows by colour.</summary>
internal enum Tone
{
    /// <summary>Neither good nor bad.</summary>
    Plain,

    /// <summary>Accepted, done.</summary>
    Good,

    /// <summary>Refused, failed.</summary>
    Bad,

    /// <summary>To be read before anything else is believed.</summary>
    Loud,
}
