using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol;

namespace EasyEnclave.Tests.Edge.Proxy;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/a%2Fb?c=d&e=//", true)]
    [InlineData("/../..", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("//evil.test/", false)]
    [InlineData("/\\evil.test", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a b", false)]
    [InlineData("/a\r\nb", false)]
    [InlineData("/a\u0000", false)]
    [InlineData("/a\u007F", false)]
    [InlineData("/\u00E9", false)]
    [InlineData("*", false)]
    [InlineData("http://evil.test/", false)]
    public void APathStartsWithOneSlashAndHoldsNothingThatSteers(string path, bool forwarded) =>
        Assert.Equal(forwarded, RequestTarget.IsPath(path));

    [Fact]
    public void APathIsBounded()
    {
        Assert.True(RequestTarget.IsPath("/" + new string('a', Limits.PathLength - 1)));
        Assert.False(RequestTarget.IsPath("/" + new string('a', Limits.PathLength)));
    }

    [Theory]
    [InlineData("/a?b", "/a?b")]
    [InlineData("http://hello.test/a?b", "/a?b")]
    [InlineData("HTTPS://hello.test", "/")]
    [InlineData("http://hello.test?b", "/?b")]
    [InlineData("http://hello.test//a", "//a")]
    [InlineData("*", null)]
    [InlineData("hello.test:443", null)]
    [InlineData("ftp://hello.test/", null)]
    public void TheTargetOfARequestLineGivesItsPath(string target, string? path) => Assert.Equal(path, RequestTarget.PathOf(target));

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PROPFIND", true)]
    [InlineData("M-SEARCH", true)]
    [InlineData("", false)]
    [InlineData("CONNECT", false)]
    [InlineData("connect", false)]
    [InlineData("TRACE", false)]
    [InlineData("GET /", false)]
    [InlineData("GET\r\n", false)]
    public void AMethodIsATokenThatNeitherTunnelsNorReflects(string method, bool forwarded) =>
        Assert.Equal(forwarded, RequestTarget.IsMethod(method));
}
