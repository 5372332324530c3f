using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>What became of reading the collateral that the user named.</summary>
internal abstract record CollateralReading
{
    private CollateralReading()
    {
    }

    /// <summary>None was named.</summary>
    public sealed record NotGiven : CollateralReading;

    /// <summary>It was read; nothing of it is believed yet, and parts may be missing.</summary>
    public sealed record Read(CollateralBundle Bundle) : CollateralReading;

    /// <summary>It is there and is no collateral.</summary>
    /// <param name="Detail">Which part, in words.</param>
    public sealed record Malformed(string Detail) : CollateralReading;

    /// <summary>It cannot be read.</summary>
    public sealed record Unreadable(Outcome Fault) : CollateralReading;
}
