using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Upstream.Dns;

public sealed class DnsHostTests
{
    [Theory]
    [InlineData("control", "control.example.com")]
    [InlineData(" Control ", "control.example.com")]
    [InlineData("*.app", "*.app.example.com")]
    [InlineData("*", "*.example.com")]
    [InlineData("@", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("control.example.com", "control.example.com")]
    [InlineData("control.example.com.", "control.example.com")]
    [InlineData("control.eu", "control.eu.example.com")]
    [InlineData("notexample.com", "notexample.com.example.com")]
    [InlineData("xn--bcher-kva", "xn--bcher-kva.example.com")]
    [InlineData("control.other.com.", null)]
    [InlineData("notexample.com.", null)]
    public void AHostIsNamedInItsZone(string text, string? name)
    {
        Assert.True(DnsHost.TryParse(text, out DnsHost host));
        Assert.Equal(name, host.In("example.com"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a.*")]
    [InlineData("*a")]
    [InlineData("bücher")]
    [InlineData("https://control.example.com")]
    [InlineData("control:8088")]
    [InlineData("8.8.4.4")]
    public void WhatCannotBeAHostIsNone(string? text) => Assert.False(DnsHost.TryParse(text, out _));

    [Fact]
    public void NamesAreAsLongAsDnsAllows()
    {
        string label = new('a', 63);

        Assert.True(DnsHost.TryParse(label, out _));
        Assert.False(DnsHost.TryParse(label + "a", out _));
        Assert.True(DnsHost.TryParse($"{label}.{label}.{label}.{label[..50]}", out DnsHost host));
        Assert.Equal(253, host.In("example.co")!.Length);
        Assert.Null(host.In("example.com"));
    }

    [Theory]
    [InlineData("panel", "panel")]
    [InlineData("panel.eu.example.com", "panel")]
    [InlineData("*.app", null)]
    [InlineData("@", null)]
    public void ItsFirstLabelIsWhatNoAppMayBeCalled(string text, string? label)
    {
        Assert.True(DnsHost.TryParse(text, out DnsHost host));
        Assert.Equal(label, host.FirstLabel);
    }
}
