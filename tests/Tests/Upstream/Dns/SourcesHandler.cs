using System.Net;

namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>The sources of addresses as a script: each answer by its host; other servers are reached as they are.</summary>
internal sealed class SourcesHandler(params (string Host, string? Answer)[] answers) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _others = new(new SocketsHttpHandler { UseProxy = false });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.IsLoopback)
            return _others.SendAsync(request, cancellationToken);
        Assert.Null(request.Headers.Authorization);
        string? answer = answers.FirstOrDefault(one => one.Host == request.RequestUri.Host).Answer;
        return answer is null
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "no way there"))
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
    }
}
