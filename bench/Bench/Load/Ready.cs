using System.Net;

namespace EasyEnclave.Bench.Load;

/// <summary>Waits until a server answers as it should.</summary>
internal static class Ready
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer is 200 and pleases; its body.</summary>
    public static async Task<byte[]> WaitAsync(Uri server, string path, Predicate<byte[]> pleases)
    {
        using var client = new HttpClient();
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(server, path), late.Token);
                var body = await answer.Content.ReadAsByteArrayAsync(late.Token);
                if (answer.StatusCode == HttpStatusCode.OK && pleases(body))
                    return body;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
        }
    }
}
