using System.Security.Cryptography;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>Looks at the file of networks every few seconds, and puts what a change says in force; a file with a fault changes nothing.</summary>
internal sealed partial class NetworksWatch : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly bool _development;
    private readonly LiveNetworks _networks;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private byte[]? _seen;

    /// <summary>Begins.</summary>
    /// <param name="path">The file.</param>
    /// <param name="development">Whether networks may take the development root.</param>
    /// <param name="networks">Those in force.</param>
    /// <param name="changed">Told when others have come into force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes and faults are told.</param>
    public NetworksWatch(
        string path, bool development, LiveNetworks networks, Action changed, TimeProvider time, ILogger<NetworksWatch> logger)
    {
        _path = path;
        _development = development;
        _networks = networks;
        _changed = changed;
        _logger = logger;
        _running = RunAsync(time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeProvider time)
    {
        try
        {
            using PeriodicTimer timer = new(LookEvery, time);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private void Look()
    {
        byte[]? json = NetworksSetting.Bytes(_path);
        byte[] hash = SHA256.HashData(json ?? []);
        if (_seen is not null && hash.AsSpan().SequenceEqual(_seen))
        {
            return;
        }

        _seen = hash;
        IReadOnlyDictionary<string, NetworkPolicy>? read = null;
        IReadOnlyList<string> faults = ["cannot be read"];
        if (json is null || !NetworksFile.TryRead(json, _development, out read, out faults))
        {
            LogFaults(string.Join("; ", faults));
        }
        else if (!Same(read))
        {
            _networks.Replace(read);
            LogChanged(_networks.Count);
            _changed();
        }
    }

    private bool Same(IReadOnlyDictionary<string, NetworkPolicy> read) =>
        read.Count == _networks.Count
        && read.All(pair => _networks.TryGetValue(pair.Key, out NetworkPolicy? now) && now.Sha256 == pair.Value.Sha256);
}
