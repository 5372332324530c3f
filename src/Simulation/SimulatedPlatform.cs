using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Folder;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Simulation;

/// <summary>A whole synthetic Intel: authorities, a certified machine with its quoting enclave, and the collateral about it.</summary>
/// <remarks>
/// NOT HARDWARE. Its root key is its own, so nothing believes its quotes but a verifier that was handed <see cref="TrustRoot"/>,
/// and then every result carries the name <c>development</c>. Safe for many threads.
/// </remarks>
public sealed class SimulatedPlatform
{
    private static readonly QuoteOptions StandardQuote = new();

    private readonly QuoteForge _quotes;
    private readonly CollateralIssuer _collateral;

    internal SimulatedPlatform(PlatformKeys keys, PlatformIdentity identity, PlatformCertificates certificates)
    {
        Keys = keys;
        Identity = identity;
        Certificates = certificates;
        _quotes = new QuoteForge(this);
        _collateral = new CollateralIssuer(this);
        TrustRoot = new TrustRoot(TrustRoot.DevelopmentName, keys[PlatformRole.Root].Point);
    }

    /// <summary>The root that accepts this platform's quotes; no other does.</summary>
    public TrustRoot TrustRoot { get; }

    /// <summary>The platform's kind, 12 uppercase hex digits that Intel does not use.</summary>
    public string Fmspc => Convert.ToHexString(Identity.Fmspc);

    /// <summary>The machine's PPID, 16 bytes.</summary>
    public ReadOnlyMemory<byte> Ppid => Identity.Ppid;

    /// <summary>The machine's platform instance id, 16 bytes.</summary>
    public ReadOnlyMemory<byte> PlatformInstanceId => Identity.PlatformInstanceId;

    /// <summary>When the platform was made; its certificates are valid from 30 days before.</summary>
    public DateTimeOffset CreatedAt => Identity.CreatedAt;

    internal PlatformKeys Keys { get; }

    internal PlatformIdentity Identity { get; }

    internal PlatformCertificates Certificates { get; }

    /// <summary>Makes a platform from the operating system's randomness.</summary>
    public static SimulatedPlatform Create(DateTimeOffset now) => New(Entropy.OperatingSystem, now);

    /// <summary>
    /// Makes a platform whose keys and identifiers follow from a seed; signatures still differ from call to call, as .NET randomises
    /// them.
    /// </summary>
    public static SimulatedPlatform FromSeed(int seed, DateTimeOffset now) => New(Entropy.Seeded(seed), now);

    /// <summary>Reads the platform in a folder.</summary>
    /// <exception cref="InvalidDataException">The folder holds no platform, or a damaged one; the message names the file.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static SimulatedPlatform Load(string directory) => PlatformFolder.Load(directory);

    /// <summary>Reads the platform in a folder, or makes one there; processes that start at once end up with the same one.</summary>
    /// <exception cref="InvalidDataException">The folder holds a damaged platform.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static SimulatedPlatform LoadOrCreate(string directory, DateTimeOffset now)
    {
        if (!PlatformFolder.Exists(directory)) PlatformFolder.TrySave(directory, Create(now));
        return Load(directory);
    }

    /// <summary>Writes the platform, private keys included, into a folder that holds none yet.</summary>
    /// <exception cref="IOException">The folder holds a platform already, or cannot be written.</exception>
    public void Save(string directory)
    {
        if (!PlatformFolder.TrySave(directory, this)) throw new IOException($"{directory} holds a simulated platform already");
    }

    /// <summary>The serial number of a role's standard certificate, unsigned big-endian.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The role has no certificate.</exception>
    public ReadOnlyMemory<byte> SerialOf(PlatformRole role) => Certificates.Profiles.Of(role).Serial;

    /// <summary>Quotes a TD over report data, as the machine's quoting enclave would; one signature a call.</summary>
    /// <param name="td">The registers and attributes to state.</param>
    /// <param name="reportData">64 bytes.</param>
    /// <param name="options">How the quote differs from the standard, or null.</param>
    /// <returns>The quote's bytes.</returns>
    public byte[] Quote(SimulatedTd td, ReadOnlySpan<byte> reportData, QuoteOptions? options = null) =>
        _quotes.Quote(td, reportData, options ?? StandardQuote);

    /// <summary>
    /// Issues everything a verifier needs besides a quote: valid from the start of the day of <paramref name="now"/>, documents and PCK
    /// CRL for 30 days, the root's CRL for 365.
    /// </summary>
    /// <param name="now">The instant around which the windows lie.</param>
    /// <param name="options">How the collateral differs from the standard, or null.</param>
    public CollateralBundle IssueCollateral(DateTimeOffset now, CollateralOptions? options = null) =>
        _collateral.Issue(now, options ?? new CollateralOptions());

    private static SimulatedPlatform New(Entropy entropy, DateTimeOffset now)
    {
        var keys = PlatformKeys.From(entropy);
        var identity = PlatformIdentity.From(entropy, now);
        return new SimulatedPlatform(keys, identity, PlatformCertificates.Issue(keys, identity));
    }
}
