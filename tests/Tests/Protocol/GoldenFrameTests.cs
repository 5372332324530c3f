using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Protocol;

/// <summary>The exact text of every message of the protocol's table, written and read.</summary>
public sealed class GoldenFrameTests
{
    private const string Id = "000102030405060708090a0b0c0d0e0f";
    private const string Challenge = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly AgentFrame.Register Register = new(
        RepoName.Parse("acme/hello"), ReleaseTag.Parse("v1.0.0"), AppName.Parse("hello"), NetworkName.Sandbox1, AgentId.Parse("agent-1"), NodeId.Parse("node-1"), 1);

    [Fact]
    public void ARegistration()
    {
        const string Text =
            """{"type":"register","repo":"acme/hello","release_tag":"v1.0.0","app_name":"hello","network":"sandbox-1",""" +
            "\"agent_id\":\"agent-1\",\"node_id\":\"node-1\",\"tunnel_version\":\"1\"}";

        Assert.Equal(Text, FrameText.Of(Register));
        Assert.Equal(Register, FrameText.Agent(Text));
        Assert.Equal(Register with { TunnelVersion = 2 }, FrameText.Agent(FrameText.Of(Register with { TunnelVersion = 2 })));
    }

    [Theory]
    [InlineData("""{"type":"register","repo":"acme/hello","release_tag":"v1.0.0","app_name":"hello","network":"forge-1","agent_id":"agent-1","tunnel_version":"1"}""")]
    [InlineData("""{"type":"register","repo":"acme/hello","release_tag":"v1.0.0","app_name":"hello","agent_id":"agent-1"}""")]
    [InlineData("""
        {"type": "register", "repo": "acme/hello", "release_tag": "v1.0.0", "app_name": "hello", "network": null, "agent_id": "agent-1",
         "node_id": null, "tunnel_version": null, "more": {"later": [1]}}
        """)]
    public void TheOriginalsRegistrationMeansForgeAndItsOwnNodeAndVersionOne(string text) =>
        Assert.Equal(Register with { Network = NetworkName.Forge1, NodeId = NodeId.Parse("agent-1") }, FrameText.Agent(text));

    [Fact]
    public void AChallenge()
    {
        const string Text = $$"""{"type":"attest_request","nonce":"{{Challenge}}","deadline_s":30,"reason":"periodic"}""";
        ControlFrame.AttestRequest frame = new(Nonce.Parse(Challenge), 30, "periodic");

        Assert.Equal(Text, FrameText.Of(frame));
        Assert.Equal(frame, FrameText.Control(Text));
    }

    [Fact]
    public void AnAnswerToAChallenge()
    {
        const string Text =
            $$"""{"type":"attest_response","nonce":"{{Challenge}}","quote":"AQL/","report_data":"00ff","measurements":{"sealed": true,"vm_image_id":"a\nb"},"node_proof":"abcd"}""";
        AgentFrame.AttestResponse frame = new(
            Challenge, new byte[] { 1, 2, 255 }, "00ff", """{"sealed": true,"vm_image_id":"a\nb"}"""u8.ToArray(), "abcd");

        Assert.Equal(Text, FrameText.Of(frame));
        AgentFrame.AttestResponse read = Assert.IsType<AgentFrame.AttestResponse>(FrameText.Agent(Text));
        Assert.Equal(frame.Quote.ToArray(), read.Quote.ToArray());
        // The claims' own bytes are what a hash may be over: they come through untouched.
        Assert.Equal(frame.Measurements.ToArray(), read.Measurements.ToArray());
        Assert.Equal((frame.Nonce, frame.ReportData, frame.NodeProof), (read.Nonce, read.ReportData, read.NodeProof));
    }

    [Theory]
    [InlineData("pass", true)]
    [InlineData("fail", false)]
    public void AHealth(string status, bool pass)
    {
        string text = $$"""{"type":"health","status":"{{status}}"}""";

        Assert.Equal(text, FrameText.Of(new AgentFrame.Health(pass)));
        Assert.Equal(new AgentFrame.Health(pass), FrameText.Agent(text));
    }

    [Theory]
    [InlineData("""{"type":"health","status":"PASS"}""")]
    [InlineData("""{"type":"health","status":true}""")]
    [InlineData("""{"type":"health","status":null}""")]
    [InlineData("""{"type":"health"}""")]
    public void WhateverElseAHealthSaysIsAFailure(string text) => Assert.Equal(new AgentFrame.Health(false), FrameText.Agent(text));

    [Fact]
    public void ARequest()
    {
        const string Text =
            $$"""{"type":"proxy_request","request_id":"{{Id}}","method":"POST","path":"/a?b=1&c=<d>","headers":{"Accept":"*/*","Cookie":"a=1; b=\"2\""},"body_b64":"aGk+Pz8/"}""";
        ControlFrame.ProxyRequest frame = new(
            RequestId.Parse(Id), "POST", "/a?b=1&c=<d>", [new("Accept", "*/*"), new("Cookie", "a=1; b=\"2\"")], "hi>???"u8.ToArray());

        Assert.Equal(Text, FrameText.Of(frame));
        ControlFrame.ProxyRequest read = Assert.IsType<ControlFrame.ProxyRequest>(FrameText.Control(Text));
        Assert.Equal((frame.RequestId, frame.Method, frame.Path), (read.RequestId, read.Method, read.Path));
        Assert.Equal(frame.Headers, read.Headers);
        Assert.Equal(frame.Body.ToArray(), read.Body.ToArray());
    }

    [Fact]
    public void RepeatsOfAHeaderGatherAtTheFirstOfTheirNameWhateverItsCase()
    {
        AgentFrame.ProxyResponse answer = new(
            RequestId.Parse(Id), 200, [new("A", "1"), new("Set-Cookie", "x"), new("a", "2"), new("B", "3"), new("set-cookie", "y"), new("A", "4")], default);

        Assert.Equal(
            $$"""{"type":"proxy_response","request_id":"{{Id}}","status":200,"headers":{"A":["1","2","4"],"Set-Cookie":["x","y"],"B":"3"},"body_b64":""}""",
            FrameText.Of(answer));
    }

    [Fact]
    public void ANameWrittenWithEscapesIsTheSameName() =>
        Assert.Equal(new AgentFrame.Health(true), FrameText.Agent("""{"\u0074ype":"health","stat\u0075s":"pass"}"""));

    [Fact]
    public void AnAnswerWithARepeatedHeader()
    {
        const string Text =
            $$"""{"type":"proxy_response","request_id":"{{Id}}","status":200,"headers":{"Set-Cookie":["a=1","b=2"],"ETag":"\"x\""},"body_b64":"aGk="}""";
        AgentFrame.ProxyResponse frame = new(
            RequestId.Parse(Id), 200, [new("Set-Cookie", "a=1"), new("Set-Cookie", "b=2"), new("ETag", "\"x\"")], "hi"u8.ToArray());

        Assert.Equal(Text, FrameText.Of(frame));
        AgentFrame.ProxyResponse read = Assert.IsType<AgentFrame.ProxyResponse>(FrameText.Agent(Text));
        Assert.Equal((frame.RequestId, frame.Status), (read.RequestId, read.Status));
        Assert.Equal(frame.Headers, read.Headers);
        Assert.Equal(frame.Body.ToArray(), read.Body.ToArray());
    }

    [Theory]
    [InlineData("""{"type":"proxy_response","request_id":"000102030405060708090a0b0c0d0e0f","status":204}""")]
    [InlineData("""{"type":"proxy_response","request_id":"000102030405060708090a0b0c0d0e0f","status":204,"headers":{},"body_b64":""}""")]
    [InlineData("""{"type":"proxy_response","request_id":"000102030405060708090a0b0c0d0e0f","status":204,"headers":null,"body_b64":null}""")]
    public void AnAnswerMayHaveNeitherHeadersNorBody(string text)
    {
        AgentFrame.ProxyResponse read = Assert.IsType<AgentFrame.ProxyResponse>(FrameText.Agent(text));

        Assert.Equal((204, 0, 0), (read.Status, read.Headers.Count, read.Body.Length));
    }

    [Theory]
    [InlineData(StatusState.Ok, "ok")]
    [InlineData(StatusState.Warning, "warning")]
    [InlineData(StatusState.Invalid, "invalid")]
    public void AStatus(StatusState state, string name)
    {
        string text = $$"""{"type":"status","state":"{{name}}","reason":"draining"}""";

        Assert.Equal(text, FrameText.Of(new ControlFrame.Status(state, "draining")));
        Assert.Equal(new ControlFrame.Status(state, "draining"), FrameText.Control(text));
    }

    [Fact]
    public void AnAttestedStatusWithAllItsFields()
    {
        const string Text =
            """{"type":"status","state":"ok","reason":"attested","detail":"d","registration_expires_at":"2026-12-22T04:05:06.5Z",""" +
            "\"next_attest_at\":\"2026-11-22T05:05:06Z\",\"data_url\":\"wss://a/v1/data\",\"data_token\":\"t\"}";
        ControlFrame.Status frame = new(StatusState.Ok, "attested")
        {
            Detail = "d",
            RegistrationExpiresAt = new DateTimeOffset(2026, 12, 22, 4, 5, 6, 500, TimeSpan.Zero),
            NextAttestAt = new DateTimeOffset(2026, 11, 22, 7, 5, 6, TimeSpan.FromHours(2)),
            DataUrl = "wss://a/v1/data",
            DataToken = "t",
        };

        Assert.Equal(Text, FrameText.Of(frame));
        Assert.Equal(frame, FrameText.Control(Text));
    }
}
