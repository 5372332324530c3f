using System.Net;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Tests.Edge.Proxy;

public sealed class RequestHeadersTests
{
    private static readonly RequestId Id = RequestId.Parse("0123456789abcdef0123456789abcdef");

    [Theory]
    [InlineData("Connection", "close")]
    [InlineData("Keep-Alive", "5")]
    [InlineData("TE", "trailers")]
    [InlineData("Trailer", "X-T")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Content-Length", "5")]
    [InlineData("Host", "hello.test")]
    [InlineData("Proxy-Authorization", "Basic x")]
    [InlineData("Proxy-Connection", "close")]
    [InlineData("Proxy-X", "1")]
    [InlineData("Proxy", "http://evil.test")]
    [InlineData("X-EE-App", "hello")]
    [InlineData("x-ee-anything", "1")]
    [InlineData("X_EE_App", "hello")]
    [InlineData("X_Forwarded_For", "127.0.0.1")]
    public void AFieldOfThisHopNeverReachesAnAgent(string name, string value) =>
        Assert.DoesNotContain(Build((name, value)), header => header.Name == name);

    [Theory]
    [InlineData("Accept", "text/html")]
    [InlineData("Authorization", "Bearer x")]
    [InlineData("X-EEL", "1")]
    [InlineData("Proxied", "1")]
    [InlineData("Connections", "1")]
    [InlineData("X_Custom", "1")]
    [InlineData("Upgrade-Insecure-Requests", "1")]
    public void ItsNeighbourDoes(string name, string value) => Assert.Contains(new EnvelopeHeader(name, value), Build((name, value)));

    [Fact]
    public void WhatConnectionNamesStaysHere()
    {
        List<EnvelopeHeader> headers = Build(("Connection", "close, X-Mine , x-yours"), ("X-Mine", "1"), ("X-Yours", "2"), ("X-Other", "3"));

        Assert.Equal(["X-Other"], headers.Where(header => header.Name.StartsWith("X-", StringComparison.Ordinal) && header.Value.Length == 1).Select(header => header.Name));
    }

    [Fact]
    public void ConnectionCannotTakeAwayWhatThisHopSays()
    {
        List<EnvelopeHeader> headers = Build(("Connection", "X-Forwarded-For, Forwarded, Via, traceparent, Accept-Encoding"));

        Assert.All(["X-Forwarded-For", "Forwarded", "Via", "traceparent", "Accept-Encoding"], name => Assert.NotNull(Value(headers, name)));
    }

    [Fact]
    public void RepeatsAreJoinedAndCookiesBySemicolon()
    {
        HeaderDictionary sent = new() { ["Accept"] = new StringValues(["a", "b"]), ["Cookie"] = new StringValues(["a=1", "b=2"]) };

        List<EnvelopeHeader> headers = RequestHeaders.Build(sent, default, Origin("192.0.2.7"), Id)!;

        Assert.Equal("a, b", Value(headers, "Accept"));
        Assert.Equal("a=1; b=2", Value(headers, "Cookie"));
    }

    [Fact]
    public void BodiesAreAskedForAsTheyAre() => Assert.Equal("identity", Value(Build(("Accept-Encoding", "gzip, br")), "Accept-Encoding"));

    [Fact]
    public void AStrangersForwardingFieldsAreOverwritten()
    {
        List<EnvelopeHeader> headers = Build(
            ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.test"),
            ("X-Real-IP", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"));

        Assert.Equal("192.0.2.7", Value(headers, "X-Forwarded-For"));
        Assert.Equal("http", Value(headers, "X-Forwarded-Proto"));
        Assert.Equal("hello.test:9090", Value(headers, "X-Forwarded-Host"));
        Assert.Equal("192.0.2.7", Value(headers, "X-Real-IP"));
        Assert.Equal("for=192.0.2.7;host=\"hello.test:9090\";proto=http", Value(headers, "Forwarded"));
    }

    [Fact]
    public void ATrustedPeersForwardingFieldsAreContinued()
    {
        List<EnvelopeHeader> headers = RequestHeaders.Build(new HeaderDictionary(), default, Origin("10.0.0.1") with
        {
            Address = new ClientAddress(IPAddress.Parse("10.0.0.1"), true, IPAddress.Parse("198.51.100.9")),
            ForwardedFor = "198.51.100.9",
            ForwardedProto = "https",
            ForwardedHost = "hello.example.com",
            Forwarded = "for=198.51.100.9",
            RealIp = "6.6.6.6",
        }, Id)!;

        Assert.Equal("198.51.100.9, 10.0.0.1", Value(headers, "X-Forwarded-For"));
        Assert.Equal("https", Value(headers, "X-Forwarded-Proto"));
        Assert.Equal("hello.example.com", Value(headers, "X-Forwarded-Host"));
        Assert.Equal("for=198.51.100.9, for=10.0.0.1;host=\"hello.test:9090\";proto=http", Value(headers, "Forwarded"));
        Assert.Equal("198.51.100.9", Value(headers, "X-Real-IP"));
    }

    [Fact]
    public void AnIpv6PeerIsQuotedInForwarded() =>
        Assert.StartsWith("for=\"[2001:db8::1]\";", Value(RequestHeaders.Build(new HeaderDictionary(), default, Origin("2001:db8::1"), Id)!, "Forwarded"));

    [Fact]
    public void ViaIsContinued()
    {
        Assert.Equal("1.1 easyenclave", Value(Build(), "Via"));
        Assert.Equal("1.0 front, 1.1 easyenclave", Value(Build(("Via", "1.0 front")), "Via"));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("nonsense", false)]
    public void AValidTraceIsContinuedAndAnyOtherBegunAnew(string sent, bool kept)
    {
        List<EnvelopeHeader> headers = Build(("traceparent", sent), ("tracestate", "a=b"));

        Assert.Equal(kept ? sent : "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00", Value(headers, "traceparent"));
        Assert.Equal(kept ? "a=b" : null, Value(headers, "tracestate"));
        Assert.True(TraceParent.IsValid(Value(headers, "traceparent")!));
    }

    [Theory]
    [InlineData("X-A", "a\r\nb")]
    [InlineData("X-A", "a\u0000b")]
    [InlineData("X A", "a")]
    [InlineData("", "a")]
    [InlineData("X-A:", "a")]
    public void WhatCouldSplitARequestIsRefused(string name, string value)
    {
        Dictionary<string, StringValues> sent = new() { [name] = value };

        Assert.Null(RequestHeaders.Build(sent, default, Origin("192.0.2.7"), Id));
    }

    [Fact]
    public void MoreThanAnAgentTakesIsRefused()
    {
        Assert.NotNull(Sent(Limits.HeaderCount - 8, 1));
        Assert.Null(Sent(Limits.HeaderCount, 1));
        Assert.Null(Sent(50, Limits.HeaderBytes / 50));

        static List<EnvelopeHeader>? Sent(int count, int length) => RequestHeaders.Build(
            Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"X-{i}", new StringValues(new string('a', length)))),
            default, Origin("192.0.2.7"), Id);
    }

    [Fact]
    public void WhateverIsSentNoNameComesTwiceAndNothingSplits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<Dictionary<string, string>>(), fields =>
        {
            Dictionary<string, StringValues> sent = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, string value) in fields)
            {
                sent["X" + name] = value;
            }

            List<EnvelopeHeader>? headers = RequestHeaders.Build(sent, default, Origin("192.0.2.7"), Id);
            return headers is null
                || (headers.Select(header => header.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == headers.Count
                    && headers.All(header => !header.Value.AsSpan().ContainsAny('\r', '\n', '\0')));
        }).QuickCheckThrowOnFailure();

    private static List<EnvelopeHeader> Build(params (string Name, string Value)[] sent)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach ((string name, string value) in sent)
        {
            headers[name] = value;
        }

        return RequestHeaders.Build(headers, headers.Connection, Origin("192.0.2.7"), Id)!;
    }

    private static RequestOrigin Origin(string peer) => new()
    {
        Address = new ClientAddress(IPAddress.Parse(peer), false, IPAddress.Parse(peer)),
        Scheme = "http",
        Host = "hello.test:9090",
        Version = "1.1",
    };

    private static string? Value(List<EnvelopeHeader> headers, string name)
    {
        List<EnvelopeHeader> found = headers.FindAll(header => header.Name == name);
        return found.Count == 0 ? null : Assert.Single(found).Value;
    }
}
