namespace EasyEnclave.Attestation.Certificates;

/// <summary>The one public key that every chain must end in, and the name results carry for it.</summary>
/// <remarks>Pinned by key and never by name: Intel's own sample data holds a test root with the production root's exact name.</remarks>
/// <param name="Name"><c>intel</c> or <c>development</c>, as results and resolve answers show it.</param>
/// <param name="PublicKey">The uncompressed P-256 point, 65 bytes beginning with 0x04.</param>
public sealed record TrustRoot(string Name, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>The name of <see cref="Intel"/>.</summary>
    public const string IntelName = "intel";

    /// <summary>The name of every simulated platform's root.</summary>
    public const string DevelopmentName = "development";

    /// <summary>The Intel SGX Root CA, 2018-05-21 to 2049-12-31, serial 22650cd65a9d3489f383b49552bf501b392706ac.</summary>
    public static TrustRoot Intel { get; } = new(IntelName, Convert.FromHexString(
        "040ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e705525f567918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394"));
}
