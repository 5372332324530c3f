using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EasyEnclave.Tests.Edge.Ledger;

/// <summary>Requests that move money, as callers send them.</summary>
internal static class MoneyRequests
{
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, string path, string json, string? key = null, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }

    /// <summary>Sends what must be done, and gives the answer.</summary>
    public static async Task<JsonElement> DoneAsync(this HttpClient client, string path, string json, string? key = null, string? token = null)
    {
        using HttpResponseMessage answer = await client.SendAsync(path, json, key, token);
        string said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        return JsonElement.Parse(said);
    }

    public static Task<JsonElement> BuyAsync(this HttpClient client, string account, string amount, string? key = null) =>
        client.DoneAsync("/v1/credits/purchase", $$"""{"account_id":"{{account}}","amount_usd":"{{amount}}"}""", key ?? Guid.NewGuid().ToString());

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path)
    {
        using HttpResponseMessage answer = await client.GetAsync(path);
        string said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        return JsonElement.Parse(said);
    }

    /// <summary>What an account can spend.</summary>
    public static async Task<string?> AvailableAsync(this HttpClient client, string account) =>
        (await client.ReadAsync("/v1/balances/" + Uri.EscapeDataString(account))).Text("available_usd");

    /// <summary>The journal's last seq: what tells whether anything was written.</summary>
    public static async Task<long> SeqAsync(this HttpClient client) => (await client.ReadAsync("/v1/ledger/trial-balance")).GetProperty("seq").GetInt64();

    public static bool Replayed(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Idempotent-Replayed", out IEnumerable<string>? values) && values.Single() == "true";
}
