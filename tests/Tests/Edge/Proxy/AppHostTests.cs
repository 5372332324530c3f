using System.Collections.Immutable;
using EasyEnclave.Edge.Proxy;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Tests.Edge.Proxy;

public sealed class AppHostTests
{
    private static readonly ImmutableArray<string> Domains = ["app.example.com", "apps.test"];

    [Theory]
    [InlineData("hello.app.example.com")]
    [InlineData("HELLO.App.Example.COM")]
    [InlineData("hello.app.example.com:9090")]
    [InlineData("hello.app.example.com.")]
    [InlineData("hello.app.example.com.:443")]
    [InlineData("hello.apps.test")]
    public void AHostBelowADomainNamesItsApp(string host) => Assert.Equal("hello", Named(host, Domains));

    [Theory]
    [InlineData("hello.example.com")]
    [InlineData("app.example.com")]
    [InlineData("a.hello.app.example.com")]
    [InlineData("hello.app.example.com.evil.test")]
    [InlineData("helloapp.example.com")]
    [InlineData("127.0.0.1:9090")]
    [InlineData("localhost")]
    [InlineData("[::1]:9090")]
    public void AnotherHostIsMisdirectedWhereDomainsAreConfigured(string host) =>
        Assert.Equal(ProxyFailure.Misdirected, AppHost.Judge(host, default, Domains).Failure);

    [Fact]
    public void AForeignNameStaysMisdirectedWhateverTheFieldSays()
    {
        Assert.Equal(ProxyFailure.Misdirected, AppHost.Judge("hello.evil.test", "hello", Domains).Failure);
        Assert.Equal("hello", AppHost.Judge("127.0.0.1:9090", "hello", Domains).App);
    }

    [Theory]
    [InlineData("hello.app.localhost", "hello")]
    [InlineData("hello.localhost:80", "hello")]
    [InlineData("hello.localhost:", "hello")]
    [InlineData("example.com", "example")]
    public void WithoutDomainsTheFirstLabelOfANameIsTheApp(string host, string app) => Assert.Equal(app, Named(host, []));

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:9090")]
    [InlineData("127.1")]
    [InlineData("1.0x7f")]
    [InlineData("[::1]")]
    [InlineData("[2001:db8::1]:9090")]
    public void AnAddressOrASingleLabelNamesNoAppAndLeavesItToTheField(string host)
    {
        Assert.Equal(ProxyFailure.AppMissing, AppHost.Judge(host, default, []).Failure);
        Assert.Equal(new AppHost(ProxyFailure.None, "hello", null), AppHost.Judge(host, "Hello", []));
    }

    [Fact]
    public void HostAndFieldMayAgreeButNotDisagree()
    {
        Assert.Equal("hello", AppHost.Judge("hello.app.localhost", "HELLO", []).App);
        Assert.Equal(ProxyFailure.AppsDisagree, AppHost.Judge("hello.app.localhost", "other", []).Failure);
    }

    [Theory]
    [InlineData("hello..localhost")]
    [InlineData(".hello.localhost")]
    [InlineData("hello.localhost..")]
    [InlineData(".")]
    [InlineData("hello.localhost:x")]
    [InlineData("hello.localhost:123456")]
    [InlineData("hello.localhost:80:80")]
    [InlineData("hello@evil.localhost")]
    [InlineData("hello.localhost/x")]
    [InlineData("h\u00E9llo.localhost")]
    [InlineData("[::1")]
    [InlineData("[evil]")]
    [InlineData("[::1]x")]
    public void AMalformedHostIsRefused(string host) => Assert.Equal(ProxyFailure.Malformed, AppHost.Judge(host, default, []).Failure);

    [Fact]
    public void TwoOfEitherAreRefused()
    {
        Assert.Equal(ProxyFailure.Malformed, AppHost.Judge(new StringValues(["a.test", "a.test"]), default, []).Failure);
        Assert.Equal(ProxyFailure.Malformed, AppHost.Judge("127.0.0.1", new StringValues(["hello", "hello"]), []).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("../x")]
    [InlineData("a b")]
    public void AFieldThatIsNoLabelIsRefused(string field) =>
        Assert.Equal(ProxyFailure.Malformed, AppHost.Judge("127.0.0.1", field, []).Failure);

    [Fact]
    public void ALabelLongerThanDnsAllowsIsRefused()
    {
        Assert.Equal(ProxyFailure.None, AppHost.Judge(new string('a', 63) + ".test", default, []).Failure);
        Assert.Equal(ProxyFailure.Malformed, AppHost.Judge(new string('a', 64) + ".test", default, []).Failure);
    }

    [Fact]
    public void WhateverHostSaysTheAnswerIsAnAppOrAFailure() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (host, field) =>
        {
            AppHost judged = AppHost.Judge(host, field, []);
            return (judged.Failure == ProxyFailure.None) == (judged.App is { Length: > 0 and <= 63 });
        }).QuickCheckThrowOnFailure();

    private static string? Named(string host, ImmutableArray<string> domains)
    {
        AppHost judged = AppHost.Judge(host, default, domains);
        Assert.Equal(ProxyFailure.None, judged.Failure);
        return judged.App;
    }
}
