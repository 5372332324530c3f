using System.Net;
using System.Net.Sockets;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Asks sources on the internet which address this machine has, and believes what a majority says: no single one can send names elsewhere.</summary>
internal sealed class AddressSurvey(Func<Uri, HttpMessageHandler> network, TimeProvider time, ILogger logger)
{
    private const int BodyBytesMax = 4096;

    private static readonly UpstreamLimits Limits = new() { Retries = 1 };

    /// <summary>Asks all sources of a family at once.</summary>
    public async Task<(IPAddress? Address, string? Note, DnsFault? Fault)> AskAsync(AddressFamily family, CancellationToken cancellationToken)
    {
        IReadOnlyList<AddressSource> sources = AddressSource.For(family);
        IPAddress?[] answers = await Task.WhenAll(sources.Select(source => AskAsync(source, family, cancellationToken))).ConfigureAwait(false);
        AddressVote vote = AddressVote.Of(answers);
        string name = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        return vote switch
        {
            { Address: { } address } => (address, $"This machine's {name} address is {address}, say {vote.Agreeing} of {vote.Asked} sources", null),
            { Answered: 0 } => (null, null, new DnsFault(
                DnsFaultKind.AddressUnknown,
                $"None of {vote.Asked} sources on the internet said which {name} address this machine has. Check its way out, or give the address yourself")),
            _ => (null, null, new DnsFault(
                DnsFaultKind.AddressDisputed,
                $"Of {vote.Asked} sources on the internet {vote.Answered} said which {name} address this machine has, and no majority said the same. Give the address yourself")),
        };
    }

    private async Task<IPAddress?> AskAsync(AddressSource source, AddressFamily family, CancellationToken cancellationToken)
    {
        using UpstreamClient client = new(network(source.Url), Limits, time, logger);
        UpstreamAnswer? answer = await client.AskAsync(new UpstreamRequest(source.Url, BodyBytesMax), cancellationToken).ConfigureAwait(false);
        return answer?.Status == HttpStatusCode.OK ? AddressSource.Read(answer.Body.Span, family) : null;
    }
}
