using System.Text.Json;

namespace EasyEnclave.Tests.Edge;

/// <summary>Reads server-sent events off a connection, as a browser would.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event's id and JSON; comments are passed over.</summary>
    public async Task<(string Id, JsonElement Json)> NextAsync()
    {
        string id = string.Empty;
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, JsonElement.Parse(line[6..]));
        }

        throw new EndOfStreamException();
    }

    /// <summary>The next line that holds anything; null at the end.</summary>
    public async Task<string?> LineAsync()
    {
        string? line = string.Empty;
        while (line is { Length: 0 })
            line = await _lines.ReadLineAsync().WaitAsync(Patience, TimeProvider.System);
        return line;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
