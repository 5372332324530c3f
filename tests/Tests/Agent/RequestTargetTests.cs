using EasyEnclave.Agent.Backend;
using EasyEnclave.Protocol;

namespace EasyEnclave.Tests.Agent;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/a//b", true)]
    [InlineData("/../a/./%2e%2e/%5c?x=//y&z=@:", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("*", false)]
    [InlineData("//host/a", false)]
    [InlineData("http://host/", false)]
    [InlineData("/\\host", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a b", false)]
    [InlineData("/a\tb", false)]
    [InlineData("/a\r\nX: y", false)]
    [InlineData("/a\0", false)]
    [InlineData("/a\u007f", false)]
    [InlineData("/é", false)]
    public void APathCanBeReadInOneWayOnly(string path, bool valid) => Assert.Equal(valid, RequestTarget.IsValid(path));

    [Fact]
    public void APathIsTakenUpToItsLimit()
    {
        Assert.True(RequestTarget.IsValid("/" + new string('a', Limits.PathLength - 1)));
        Assert.False(RequestTarget.IsValid("/" + new string('a', Limits.PathLength)));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PROPFIND", true)]
    [InlineData("M-SEARCH", true)]
    [InlineData("CONNECT", false)]
    [InlineData("connect", false)]
    [InlineData("Trace", false)]
    [InlineData("", false)]
    [InlineData("GET /", false)]
    [InlineData("GET\r\n", false)]
    [InlineData("GÉT", false)]
    public void AMethodIsATokenThatNeitherTunnelsNorReflects(string method, bool valid) => Assert.Equal(valid, RequestTarget.IsMethod(method));

    [Theory]
    [InlineData("", true)]
    [InlineData("a, b; c=\"d\"\té", true)]
    [InlineData("a\rb", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0b", false)]
    [InlineData("語", true)]
    public void AValueCannotEndItsLine(string value, bool valid) => Assert.Equal(valid, RequestTarget.IsValue(value));
}
