using EasyEnclave.Actors.Bans;

namespace EasyEnclave.Tests.Actors;

/// <summary>What can be banned, and in which spelling it is kept.</summary>
public sealed class BanValuesTests
{
    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData(BanScope.Agent, "agent:1.A", "agent:1.A")]
    [InlineData(BanScope.Node, "Node-1", "Node-1")]
    [InlineData(BanScope.Repo, "Acme/Hello", "acme/hello")]
    [InlineData(BanScope.Release, "Acme/Hello@V1/beta@2", "acme/hello@V1/beta@2")]
    [InlineData(BanScope.Platform, "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeeff")]
    [InlineData(BanScope.Measurement, Sha256, Sha256)]
    [InlineData(BanScope.ClientKey, Sha256, Sha256)]
    public void AGoodValueIsKeptAsItIsCompared(BanScope scope, string text, string kept)
    {
        Assert.True(BanValues.TryParse(scope, text, out BanTarget target));
        Assert.Equal(new BanTarget(scope, kept), target);
    }

    [Theory]
    [InlineData(BanScope.Agent, "agent 1")]
    [InlineData(BanScope.Node, "")]
    [InlineData(BanScope.Repo, "acme")]
    [InlineData(BanScope.Repo, "acme/hello@v1")]
    [InlineData(BanScope.Release, "acme/hello@")]
    [InlineData(BanScope.Release, "@v1")]
    [InlineData(BanScope.Release, "acme/hello@a..b")]
    [InlineData(BanScope.Platform, "00112233445566778899aabbccddeef")]
    [InlineData(BanScope.Platform, "00112233445566778899aabbccddeefg")]
    [InlineData(BanScope.Measurement, "00112233445566778899aabbccddeeff")]
    [InlineData(BanScope.ClientKey, "")]
    public void WhatCouldNeverMatchIsNotTaken(BanScope scope, string text) => Assert.False(BanValues.TryParse(scope, text, out _));
}
