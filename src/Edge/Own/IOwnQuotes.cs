namespace EasyEnclave.Edge.Own;

/// <summary>Where this control plane's own quotes come from.</summary>
public interface IOwnQuotes
{
    /// <summary>False on a machine that makes none.</summary>
    bool Exist { get; }

    /// <summary>Makes a quote; null when none could be had just now.</summary>
    /// <param name="reportData">64 bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ReadOnlyMemory<byte>?> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken);
}
