using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Simulation;

public sealed class PlatformFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "ee-platform-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void APlatformReadBackIsTheSameOne()
    {
        var written = SimulatedPlatform.LoadOrCreate(_directory, Now);

        var read = SimulatedPlatform.LoadOrCreate(_directory, Now.AddDays(400));

        Assert.Equal(written.TrustRoot.PublicKey.ToArray(), read.TrustRoot.PublicKey.ToArray());
        Assert.Equal(written.Fmspc, read.Fmspc);
        Assert.Equal(written.Ppid.ToArray(), read.Ppid.ToArray());
        Assert.Equal(written.CreatedAt, read.CreatedAt);
        var quotes = new[] { written, read }.Select(p => p.Quote(SimulatedTd.From("a"), new byte[64])).ToList();
        // Key and PCK chain of both are the same bytes; the QE report's signature is drawn anew.
        Assert.Equal(quotes[0][700..764], quotes[1][700..764]);
        Assert.Equal(quotes[0][1258..], quotes[1][1258..]);
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceAgreeOnOnePlatform()
    {
        using var start = new Barrier(8);

        var platforms = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return SimulatedPlatform.LoadOrCreate(_directory, Now);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Single(platforms.Select(platform => Convert.ToHexString(platform.TrustRoot.PublicKey.Span)).Distinct());
        Assert.Single(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public void SavingOverAPlatformIsRefusedAndLeavesItAsItWas()
    {
        var first = SimulatedPlatform.LoadOrCreate(_directory, Now);

        Assert.Throws<IOException>(() => SimulatedPlatform.Create(Now).Save(_directory));

        Assert.Equal(first.Fmspc, SimulatedPlatform.Load(_directory).Fmspc);
    }

    [Fact]
    public void OnlyTheOwnerMayReadTheKeys()
    {
        if (OperatingSystem.IsWindows()) return;
        SimulatedPlatform.LoadOrCreate(_directory, Now);

        var folder = Path.Combine(_directory, "simulated-platform");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.StartsWith("THIS IS NOT HARDWARE", File.ReadAllText(Path.Combine(folder, "README.txt")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root.key.pem")]
    [InlineData("attestation.key.pem")]
    [InlineData("platform-pck.cert.pem")]
    [InlineData("platform.json")]
    public void ADamagedFileIsNamed(string name)
    {
        SimulatedPlatform.LoadOrCreate(_directory, Now);
        File.WriteAllText(Path.Combine(_directory, "simulated-platform", name), "{}");

        var fault = Assert.Throws<InvalidDataException>(() => SimulatedPlatform.Load(_directory));

        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACertificateOfAnotherKeyIsDamage()
    {
        SimulatedPlatform.LoadOrCreate(_directory, Now);
        var folder = Path.Combine(_directory, "simulated-platform");
        File.Copy(Path.Combine(folder, "processor-ca.cert.pem"), Path.Combine(folder, "platform-ca.cert.pem"), overwrite: true);

        Assert.Throws<InvalidDataException>(() => SimulatedPlatform.Load(_directory));
    }

    [Fact]
    public void AnEmptyFolderHoldsNoPlatform()
    {
        Directory.CreateDirectory(_directory);

        Assert.Throws<InvalidDataException>(() => SimulatedPlatform.Load(_directory));
        Assert.NotNull(SimulatedPlatform.LoadOrCreate(_directory, Now));
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }
}
