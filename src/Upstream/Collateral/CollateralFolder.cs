using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Reads the parts of one platform's collateral from a folder.</summary>
public static class CollateralFolder
{
    private const int PartBytesMax = 4 * 1024 * 1024;

    /// <summary>Reads what is there.</summary>
    /// <param name="folder">Holds <c>tcb_info.json</c>, <c>qe_identity.json</c>, <c>root_ca_crl.der</c> and so on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bundle with the parts that are there; null when a file cannot be read or is not of its form.</returns>
    public static async ValueTask<CollateralBundle?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        Dictionary<CollateralPart, ReadOnlyMemory<byte>> contents = [];
        try
        {
            foreach ((CollateralPart part, string name) in CollateralParts.FileNames)
            {
                FileInfo file = new(Path.Combine(folder, name));
                if (!file.Exists)
                {
                    continue;
                }

                if (file.Length > PartBytesMax)
                {
                    return null;
                }

                contents[part] = await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return CollateralParts.TryAssemble(contents, out CollateralBundle? bundle, out _) ? bundle : null;
    }
}
