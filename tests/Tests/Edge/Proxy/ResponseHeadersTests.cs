using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol.Tunnel;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Tests.Edge.Proxy;

public sealed class ResponseHeadersTests
{
    [Theory]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Content-Length")]
    [InlineData("Upgrade")]
    [InlineData("Trailer")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("X-Accel-Redirect")]
    [InlineData("x-accel-buffering")]
    [InlineData("X-Sendfile")]
    [InlineData("X-Sendfile-Type")]
    [InlineData("Alt-Svc")]
    [InlineData("X-EE-Anything")]
    public void AFieldThatSpeaksOfAHopOrSteersAFrontEndsHere(string name) => Assert.Empty(Copy((name, "1")));

    [Theory]
    [InlineData("X-Accelerator")]
    [InlineData("X-Send")]
    [InlineData("Alt-Svcs")]
    [InlineData("X-EEL")]
    [InlineData("Content-Type")]
    [InlineData("Set-Cookie")]
    [InlineData("Refresh")]
    [InlineData("Access-Control-Allow-Origin")]
    public void ItsNeighbourGoesOn(string name) => Assert.Equal("1", Copy((name, "1"))[name]);

    [Fact]
    public void WhatConnectionNamesEndsHere() =>
        Assert.Equal(["X-Other"], Copy(("X-Mine", "1"), ("Connection", "x-mine"), ("X-Other", "2")).Keys);

    [Fact]
    public void RepeatsStayApart() => Assert.Equal("a=1|b=2", string.Join("|", Copy(("Set-Cookie", "a=1"), ("set-cookie", "b=2")).SetCookie.ToArray()));

    [Theory]
    [InlineData("X-A", "a\rb", false)]
    [InlineData("X-A", "a\nb", false)]
    [InlineData("X-A", "a\u0000b", false)]
    [InlineData("X-A", "a\u001Bb", false)]
    [InlineData("X-A", "a\tb", true)]
    [InlineData("X-A", "\u00E9", true)]
    [InlineData("X A", "a", false)]
    [InlineData("X-A\r\nX-B", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("Connection", "a\r\nb", false)]
    public void WhatCouldSplitAnAnswerIsNotPassedOn(string name, string value, bool passed)
    {
        EnvelopeHeader[] from = [new("X-First", "1"), new(name, value)];
        IHeaderDictionary to = new HeaderDictionary();
        IHeaderDictionary sandboxed = new HeaderDictionary();

        Assert.Equal(passed, ResponseHeaders.TryCopy(from, to, null));
        Assert.Equal(passed, ResponseHeaders.TryCopySandboxed(from, sandboxed));
        Assert.Equal(passed, to.Count > 0);
        Assert.Equal(passed, sandboxed.Count > 0);
    }

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("Clear-Site-Data")]
    [InlineData("Refresh")]
    [InlineData("Access-Control-Allow-Origin")]
    [InlineData("access-control-allow-credentials")]
    [InlineData("Strict-Transport-Security")]
    public void AFieldThatActsOnAWholeOriginDoesNotLeaveTheControlListener(string name) =>
        Assert.False(Sandboxed((name, "1")).ContainsKey(name));

    [Fact]
    public void TheControlListenersSandboxIsNotTheAgentsToOpen()
    {
        IHeaderDictionary headers = Sandboxed(("Content-Security-Policy", "default-src *"), ("X-Content-Type-Options", "none"), ("Content-Type", "text/html"));

        Assert.Equal("sandbox; default-src 'none'", headers.ContentSecurityPolicy);
        Assert.Equal("nosniff", headers.XContentTypeOptions);
        Assert.Equal("text/html", headers.ContentType);
    }

    [Theory]
    [InlineData("a=1; Domain=app.example.com; Path=/", "a=1; Path=/")]
    [InlineData("a=1; domain=.example.com", "a=1")]
    [InlineData("a=1;DOMAIN = com;Secure", "a=1;Secure")]
    [InlineData("a=1; Domain=app.example.com; Domain=com", "a=1")]
    [InlineData("a=1; Domain=xhello.app.example.com", "a=1")]
    [InlineData("a=1; Domain=other.app.example.com", "a=1")]
    [InlineData("a=1; Domain=", "a=1")]
    [InlineData("a=1; Domain=hello.app.example.com; Secure", "a=1; Domain=hello.app.example.com; Secure")]
    [InlineData("a=1; Domain=.Hello.App.Example.Com", "a=1; Domain=.Hello.App.Example.Com")]
    [InlineData("a=1; Domain=x.hello.app.example.com", "a=1; Domain=x.hello.app.example.com")]
    [InlineData("domain=com; Path=/", "domain=com; Path=/")]
    [InlineData("a=1; Path=/domain=com", "a=1; Path=/domain=com")]
    [InlineData("a=1", "a=1")]
    public void ACookieIsKeptToTheAppsOwnHost(string cookie, string kept) =>
        Assert.Equal(kept, CookieScope.Narrow(cookie, "hello.app.example.com"));

    [Fact]
    public void WithoutAHostOfTheAppsNoDomainIsKept() =>
        Assert.Equal("a=1; Secure", CookieScope.Narrow("a=1; Domain=hello.app.example.com; Secure", null));

    [Fact]
    public void ACookieNarrowedTwiceIsNarrowedOnce() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), parts =>
        {
            string cookie = string.Join(";", parts.Select((part, i) => (i % 2 == 0 ? "domain=" : string.Empty) + part));
            string once = CookieScope.Narrow(cookie, "hello.test");
            return CookieScope.Narrow(once, "hello.test") == once;
        }).QuickCheckThrowOnFailure();

    private static IHeaderDictionary Copy(params (string Name, string Value)[] from)
    {
        IHeaderDictionary to = new HeaderDictionary();
        Assert.True(ResponseHeaders.TryCopy([.. from.Select(header => new EnvelopeHeader(header.Name, header.Value))], to, null));
        return to;
    }

    private static IHeaderDictionary Sandboxed(params (string Name, string Value)[] from)
    {
        IHeaderDictionary to = new HeaderDictionary();
        Assert.True(ResponseHeaders.TryCopySandboxed([.. from.Select(header => new EnvelopeHeader(header.Name, header.Value))], to));
        return to;
    }
}
