using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Reads collateral from one JSON document, or from a directory of its parts.</summary>
internal static class CollateralInput
{
    private const int MaxDocumentBytes = 4 * 1024 * 1024;
    private const int MaxPartBytes = 1024 * 1024;
    private const string DocumentName = "collateral.json";

    /// <summary>Reads what the user named; null is nothing.</summary>
    public static CollateralReading Read(Shell shell, string? path)
    {
        if (path is null)
            return new CollateralReading.NotGiven();
        if (!Directory.Exists(path))
            return ReadDocument(shell, path);

        var parts = CollateralParts.FileNames
            .Where(part => File.Exists(Path.Combine(path, part.Value)))
            .ToDictionary(part => part.Key, part => Path.Combine(path, part.Value));
        var document = Path.Combine(path, DocumentName);
        return parts.Count == 0 && File.Exists(document) ? ReadDocument(shell, document) : ReadParts(shell, parts);
    }

    /// <summary>The parts that a bundle lacks, by the names of their files.</summary>
    public static IEnumerable<string> Missing(CollateralBundle bundle)
    {
        (CollateralPart Part, bool Present)[] parts =
        [
            (CollateralPart.TcbInfo, bundle.TcbInfo is not null),
            (CollateralPart.QeIdentity, bundle.QeIdentity is not null),
            (CollateralPart.TcbSigningChain, bundle.TcbInfoIssuerChain is not null && bundle.QeIdentityIssuerChain is not null),
            (CollateralPart.RootCaCrl, bundle.RootCaCrl is not null),
            (CollateralPart.PckCrl, bundle.PckCrl is not null),
            (CollateralPart.PckCrlIssuerChain, bundle.PckCrlIssuerChain is not null),
        ];
        return parts.Where(part => !part.Present).Select(part => CollateralParts.FileNames[part.Part]);
    }

    private static CollateralReading ReadDocument(Shell shell, string path)
    {
        if (!FileInput.TryRead(shell, path, MaxDocumentBytes, out var bytes, out var fault))
            return new CollateralReading.Unreadable(fault);
        return CollateralBundle.TryParseDocument(bytes, out var bundle)
            ? new CollateralReading.Read(bundle)
            : new CollateralReading.Malformed($"{path} is no collateral document.");
    }

    private static CollateralReading ReadParts(Shell shell, Dictionary<CollateralPart, string> paths)
    {
        var contents = new Dictionary<CollateralPart, ReadOnlyMemory<byte>>();
        foreach (var (part, path) in paths)
        {
            if (!FileInput.TryRead(shell, path, MaxPartBytes, out var bytes, out var fault))
                return new CollateralReading.Unreadable(fault);
            contents[part] = bytes;
        }

        return CollateralParts.TryAssemble(contents, out var bundle, out var malformed)
            ? new CollateralReading.Read(bundle)
            : new CollateralReading.Malformed($"{CollateralParts.FileNames[malformed!.Value]} is not what its name says.");
    }
}
