using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Callers that move money all the time, each order with a key under which it is sent to one node after another until it is answered.</summary>
internal sealed class TransferLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A node that stands still answers nobody: its caller asks another one, with the same key.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    private static int _names;

    private readonly Cluster _cluster;
    private readonly string _name = $"load{Interlocked.Increment(ref _names)}";
    private readonly ConcurrentDictionary<string, string> _answered = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly Task[] _callers;
    private volatile bool _stop;

    private TransferLoad(Cluster cluster, int callers, Func<int, (int From, int To)> route)
    {
        _cluster = cluster;
        _callers = [.. Enumerable.Range(0, callers).Select(caller => CallAsync(caller, route(caller)))];
    }

    /// <summary>How many orders were answered.</summary>
    public int Answered => _answered.Count;

    /// <summary>Begins: each caller pays the next in a ring.</summary>
    public static Task<TransferLoad> StartAsync(Cluster cluster, int callers = 6) =>
        StartAsync(cluster, callers, caller => (caller, (caller + 1) % callers));

    /// <summary>Begins, with who pays whom.</summary>
    public static async Task<TransferLoad> StartAsync(Cluster cluster, int callers, Func<int, (int From, int To)> route)
    {
        TransferLoad load = new(cluster, callers, route);
        await load.MoreAsync(callers);
        return load;
    }

    /// <summary>Waits until some more orders were answered than now.</summary>
    public Task MoreAsync(int count)
    {
        int wanted = Answered + count;
        return Eventually.TrueAsync(() => Answered >= wanted || !_wrong.IsEmpty, () => $"{Answered} of {wanted}; {string.Join("; ", _wrong)}");
    }

    /// <summary>Lets every caller get its last answer, and sees that each order was done once, by what the journal says.</summary>
    public async Task SettleAsync()
    {
        _stop = true;
        await Task.WhenAll(_callers).WaitAsync(Eventually.Patience);
        Assert.Empty(_wrong);
        Dictionary<string, long> written = [];
        await using Npgsql.NpgsqlConnection connection = await _cluster.Server.ConnectAsync(_cluster.DatabaseName);
        await using Npgsql.NpgsqlCommand read = new("SELECT memo, count(*) FROM transfer WHERE memo LIKE $1 GROUP BY memo", connection);
        read.Parameters.Add(new Npgsql.NpgsqlParameter { Value = _name + "-%" });
        await using Npgsql.NpgsqlDataReader row = await read.ExecuteReaderAsync();
        while (await row.ReadAsync())
            written.Add(row.GetString(0), row.GetInt64(1));
        Assert.DoesNotContain(written, order => order.Value != 1);
        Assert.Equal(_answered.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _stop = true;
        await Task.WhenAny(Task.WhenAll(_callers), Task.Delay(Eventually.Patience, TimeProvider.System));
    }

    private async Task CallAsync(int caller, (int From, int To) route)
    {
        // What is paid comes from the purchase, so nobody can run dry whatever is lost or done twice.
        string own = $"{_name}-{caller}-0";
        await OrderAsync(own, "/v1/credits/purchase", $$"""{"account_id":"{{Account(route.From)}}","amount_usd":"1000","memo":"{{own}}"}""");
        for (int order = 1; !_stop; order++)
        {
            string key = $"{_name}-{caller}-{order}";
            await OrderAsync(
                key,
                "/v1/credits/transfer",
                $$"""{"from_account":"{{Account(route.From)}}","to_account":"{{Account(route.To)}}","amount_usd":"0.01","memo":"{{key}}"}""");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private async Task OrderAsync(string key, string path, string json)
    {
        long begun = TimeProvider.System.GetTimestamp();
        for (int turn = key.Length + key[^1]; TimeProvider.System.GetElapsedTime(begun) < Eventually.Patience; turn++)
        {
            TestNode node = _cluster.Nodes[turn % _cluster.Nodes.Count];
            try
            {
                using CancellationTokenSource late = new(Silence, TimeProvider.System);
                using HttpResponseMessage answer = await node.PostAsync(path, json, key, late.Token);
                string said = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    string id = JsonElement.Parse(said).GetProperty("transfer_id").GetString()!;
                    _answered[key] = id;
                    return;
                }

                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict or HttpStatusCode.InternalServerError))
                {
                    _wrong.Enqueue($"{key} at {node.Name}: {(int)answer.StatusCode} {said}");
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // That node is away, or went in the middle of it: another one knows whether it was done.
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        _wrong.Enqueue($"{key}: never answered");
    }

    private string Account(int number) => $"{_name}-{number}";
}
