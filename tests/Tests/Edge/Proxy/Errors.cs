using System.Net.Http.Json;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>Checks that an answer is an error of the proxy's.</summary>
internal static class Errors
{
    public static async Task<ProxyError> IsAsync(HttpResponseMessage response, int status, string code, string? app = "hello")
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        ProxyError error = (await response.Content.ReadFromJsonAsync(RestJson.Default.ProxyError))!;
        Assert.Equal((status, code, app), ((int)response.StatusCode, error.Error, error.AppName));
        Assert.True(RequestId.TryParse(error.RequestId, out _));
        Assert.NotEmpty(error.Reason);
        return error;
    }
}
