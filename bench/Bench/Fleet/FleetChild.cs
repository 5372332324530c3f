using System.Diagnostics;
using System.Globalization;
using EasyEnclave.Bench.Processes;

namespace EasyEnclave.Bench.Fleet;

/// <summary>A fleet in a process of its own: one process may not have files open for all agents there are.</summary>
internal sealed class FleetChild : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly ChildProcess _child;
    private readonly HttpClient _client;

    private FleetChild(ChildProcess child, Uri url)
    {
        _child = child;
        _client = new HttpClient { BaseAddress = url, Timeout = Patience };
    }

    public int Id => _child.Id;

    /// <summary>Starts one; its machines are made when it connects.</summary>
    /// <param name="platform">The platform's folder.</param>
    /// <param name="first">The number of its first agent.</param>
    /// <param name="count">How many agents it has.</param>
    /// <param name="nodes">The nodes' tunnels.</param>
    public static async Task<FleetChild> StartAsync(string platform, int first, int count, IEnumerable<Uri> nodes)
    {
        string[] arguments =
        [
            "fleet", platform, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), .. nodes.Select(static node => node.ToString()),
        ];
        var (child, url) = await ChildProcess.ServeAsync(arguments[0], arguments[1..]);
        return new FleetChild(child, url);
    }

    /// <summary>Makes the machines.</summary>
    public Task MakeAsync() => AskAsync(FleetServer.Make);

    /// <summary>Connects all, and waits until all are attested.</summary>
    public Task ConnectAsync() => AskAsync(FleetServer.Connect);

    /// <summary>Breaks all tunnels off, and waits until all agents are attested through the next node.</summary>
    /// <returns>
    /// Each app, with the moment of its agent's attestation by the clock of <see cref="Stopwatch"/>, which all processes share; and what ended
    /// tunnels that came to nothing, with how many.
    /// </returns>
    public async Task<(IReadOnlyList<(long At, string App)> Attested, IReadOnlyList<(int Count, string Fault)> Vain)> ReturnAsync()
    {
        var lines = (await AskAsync(FleetServer.Return)).Split('\n');
        return ([.. lines.Skip(1).Select(Attested)], [.. lines[0].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(Ended)]);
    }

    public void Dispose()
    {
        _client.Dispose();
        _child.Dispose();
    }

    private static (long At, string App) Attested(string line)
    {
        var parts = line.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    private static (int Count, string Fault) Ended(string text)
    {
        var parts = text.Split(' ', 2);
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    private async Task<string> AskAsync(string what)
    {
        using var response = await _client.PostAsync(new Uri(what, UriKind.Relative), content: null);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{what}: {text}");
    }
}
