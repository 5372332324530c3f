using EasyEnclave.Agent.Options;

namespace EasyEnclave.Tests.Agent;

public sealed class BackendAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("http://127.9.9.9", "http://127.9.9.9:80", true)]
    [InlineData("http://[::1]:81/", "http://[::1]:81", true)]
    [InlineData("http://localhost:8080", "http://localhost:8080", true)]
    [InlineData("http://10.0.0.7:80", "http://10.0.0.7:80", false)]
    [InlineData("http://app.internal:80", "http://app.internal:80", false)]
    [InlineData("http://localhost.example.com", "http://localhost.example.com:80", false)]
    [InlineData("http://127.0.0.1.example.com", "http://127.0.0.1.example.com:80", false)]
    [InlineData("unix:/run/app.sock", "http://localhost", true)]
    public void ABackendHasOneOriginAndIsLocalOrNot(string text, string origin, bool local)
    {
        Assert.True(BackendAddress.TryParse(text, out BackendAddress? address));
        Assert.Equal((origin, local), (address.Origin, address.IsLocal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("https://127.0.0.1")]
    [InlineData("http://")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://user@127.0.0.1")]
    [InlineData("http://127.0.0.1/path")]
    [InlineData("http://127.0.0.1/?q")]
    [InlineData("http://127.0.0.1/#f")]
    [InlineData("unix:run/app.sock")]
    [InlineData("unix:/")]
    [InlineData("unix:/a\nb")]
    [InlineData("file:///run/app.sock")]
    public void WhatIsNoBackendIsRefused(string? text) => Assert.False(BackendAddress.TryParse(text, out _));

    [Fact]
    public void ASocketsPathIsTakenUpToWhatTheKernelTakes()
    {
        Assert.True(BackendAddress.TryParse("unix:/" + new string('a', 106), out _));
        Assert.False(BackendAddress.TryParse("unix:/" + new string('a', 107), out _));
    }
}
