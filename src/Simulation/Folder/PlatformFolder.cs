using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Folder;

/// <summary>
/// A simulated platform on disk: private keys, certificates and identifiers, in one sub-folder that appears whole or not at all.
/// </summary>
internal static class PlatformFolder
{
    /// <summary>The sub-folder's name: what lies in it must not be mistaken when it is found years later.</summary>
    public const string Name = "simulated-platform";

    private const string IdentityFile = "platform.json";
    private const int MaxFileSize = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private const string Readme = """
        THIS IS NOT HARDWARE.

        The files beside this one are the private keys, certificates and identifiers of a simulated Intel TDX platform of the
        EasyEnclave control plane, made for development and tests. Whoever can read them can forge every quote, certificate,
        revocation list and TCB statement of this platform. Nothing it attests is proved by any processor.

        A server believes this platform only while it runs in development mode or is started with EE_DEV_PLATFORM naming this
        folder's parent. Never set that where anything of worth is served. Deleting the folder ends the platform; the next
        start in development mode makes another.

        """;

    public static bool Exists(string directory) => Directory.Exists(Path.Combine(directory, Name));

    /// <summary>Writes a platform unless one is there.</summary>
    /// <returns>Whether it was this call that wrote it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static bool TrySave(string directory, SimulatedPlatform platform)
    {
        CreatePrivate(directory);
        var staging = Path.Combine(directory, $".{Name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        CreatePrivate(staging);
        try
        {
            foreach (var role in PlatformKeys.Stored) Write(staging, KeyFile(role), platform.Keys[role].ToPem());
            foreach (var role in PlatformCertificates.Roles) Write(staging, CertificateFile(role), platform.Certificates[role]);
            Write(staging, IdentityFile, IdentityText.Write(platform.Identity));
            Write(staging, "README.txt", Readme);
            // A rename never replaces a folder with files in it: of two processes one succeeds, and the other then loads what the first wrote.
            Directory.Move(staging, Path.Combine(directory, Name));
            return true;
        }
        catch (IOException) when (Exists(directory))
        {
            return false;
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>Reads the platform in a folder.</summary>
    /// <exception cref="InvalidDataException">There is no platform, or a file of it is damaged.</exception>
    public static SimulatedPlatform Load(string directory)
    {
        if (!Exists(directory)) throw new InvalidDataException($"{directory} holds no simulated platform: make one with 'ee platform new {directory}'");
        var folder = Path.Combine(directory, Name);
        var keys = PlatformKeys.Stored.ToDictionary(role => role, role => ReadKey(folder, role));
        keys.Add(PlatformRole.Stranger, SigningKey.Random());
        var identity = IdentityText.Read(Read(folder, IdentityFile))
            ?? throw Damaged(folder, IdentityFile);
        var pem = PlatformCertificates.Roles.ToDictionary(role => role, role => ReadCertificate(folder, role, keys[role]));
        return new SimulatedPlatform(new PlatformKeys(keys), identity, new PlatformCertificates(identity, pem));
    }

    private static SigningKey ReadKey(string folder, PlatformRole role)
    {
        try
        {
            return SigningKey.FromPem(Read(folder, KeyFile(role)));
        }
        catch (CryptographicException e)
        {
            throw Damaged(folder, KeyFile(role), e);
        }
    }

    private static string ReadCertificate(string folder, PlatformRole role, SigningKey key)
    {
        var text = Read(folder, CertificateFile(role));
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(text);
            if (certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.SubjectPublicKeyInfo)) return text;
        }
        catch (CryptographicException e)
        {
            throw Damaged(folder, CertificateFile(role), e);
        }

        throw Damaged(folder, CertificateFile(role));
    }

    private static string Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) || new FileInfo(path).Length > MaxFileSize) throw Damaged(folder, name);
        return File.ReadAllText(path);
    }

    private static void Write(string folder, string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(Path.Combine(folder, name), options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, OwnerFolder);
    }

    private static string KeyFile(PlatformRole role) => $"{FileName(role)}.key.pem";

    private static string CertificateFile(PlatformRole role) => $"{FileName(role)}.cert.pem";

    private static string FileName(PlatformRole role) => role switch
    {
        PlatformRole.Root => "root",
        PlatformRole.PlatformCa => "platform-ca",
        PlatformRole.ProcessorCa => "processor-ca",
        PlatformRole.PlatformPck => "platform-pck",
        PlatformRole.ProcessorPck => "processor-pck",
        PlatformRole.TcbSigning => "tcb-signing",
        PlatformRole.Attestation => "attestation",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "is not stored"),
    };

    private static InvalidDataException Damaged(string folder, string name, Exception? inner = null) =>
        new($"{Path.Combine(folder, name)} is missing or damaged: delete {folder} to have a new simulated platform made", inner);
}
