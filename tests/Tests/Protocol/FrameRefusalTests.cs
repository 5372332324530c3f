using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Protocol;

/// <summary>What is refused, for which reason, and how little it takes to be refused.</summary>
public sealed class FrameRefusalTests
{
    private const string Id = "000102030405060708090a0b0c0d0e0f";
    private const string Challenge = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string Register =
        """{"type":"register","repo":"acme/hello","release_tag":"v1","app_name":"hello","agent_id":"a","network":"forge-1","node_id":"n","tunnel_version":"1"}""";
    private const string Response = $$"""{"type":"attest_response","nonce":"{{Challenge}}","quote":"AQL/","measurements":{} }""";
    private const string Answer = $$"""{"type":"proxy_response","request_id":"{{Id}}","status":200,"headers":{"A":"b"},"body_b64":"aGk="}""";
    private const string Question = $$"""{"type":"attest_request","nonce":"{{Challenge}}","deadline_s":30,"reason":"register"}""";
    private const string Request = $$"""{"type":"proxy_request","request_id":"{{Id}}","method":"GET","path":"/","headers":{"A":"b"},"body_b64":"aGk="}""";
    private const string Status = """{"type":"status","state":"ok","reason":"attested"}""";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"register\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{},")]
    [InlineData("{'type':'health'}")]
    [InlineData("{\"type\":\"health\",}")]
    [InlineData("{\"type\":\"health\" /* */}")]
    [InlineData("{\"type\":\"health\"}\0")]
    [InlineData("\ufeff{\"type\":\"health\"}")]
    [InlineData("{\"type\":\"health\",\"type\":\"health\"}")]
    [InlineData("{\"type\":\"health\",\"status\":\"pass\",\"\\u0073tatus\":\"fail\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"type\":\"health\",\"status\":nul}")]
    [InlineData("{\"type\":\"health\",\"status\":01}")]
    public void WhatIsNotOneJsonObjectWithoutRepeatsIsInvalidJson(string text)
    {
        Assert.Equal("invalid_json", FrameText.Agent(text));
        Assert.Equal("invalid_json", FrameText.Control(text));
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xc3, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xed, 0xa0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    public void WhatIsNotUtf8IsInvalidJson(byte[] bytes)
    {
        Assert.Equal("invalid_json", FrameText.Agent(bytes));
        Assert.Equal("invalid_json", FrameText.Control(bytes));
    }

    [Fact]
    public void NestingIsTakenToItsLimitAndNotOneDeeper()
    {
        // The frame itself is the first level.
        Assert.IsType<AgentFrame.Health>(FrameText.Agent(Nested(Limits.FrameDepth - 1)));
        Assert.Equal("invalid_json", FrameText.Agent(Nested(Limits.FrameDepth)));
        Assert.Equal("invalid_json", FrameText.Agent(Nested(100_000)));

        static string Nested(int depth) => $$"""{"type":"health","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"type\":null}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":[\"health\"]}")]
    [InlineData("{\"type\":\"Health\"}")]
    [InlineData("{\"type\":\"health \"}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"\"}")]
    public void ATypeNobodyKnowsIsAnUnknownMessage(string text)
    {
        Assert.Equal("unknown_message", FrameText.Agent(text));
        Assert.Equal("unknown_message", FrameText.Control(text));
    }

    [Fact]
    public void NeitherSideTakesTheOthersMessages()
    {
        Assert.All(new[] { Question, Request, Status }, text => Assert.Equal("unknown_message", FrameText.Agent(text)));
        Assert.All(new[] { Register, Response, Answer }, text => Assert.Equal("unknown_message", FrameText.Control(text)));
    }

    [Theory]
    [InlineData("\"repo\":\"acme/hello\"", "\"repo\":\"\"", "missing_fields:repo")]
    [InlineData("\"repo\":\"acme/hello\"", "\"repo\":null", "missing_fields:repo")]
    [InlineData("\"repo\":\"acme/hello\"", "\"repo\":\"acme\"", "invalid_field:repo")]
    [InlineData("\"repo\":\"acme/hello\"", "\"repo\":{}", "invalid_field:repo")]
    [InlineData("\"repo\":\"acme/hello\"", "\"repo\":\"\\ud800\"", "invalid_field:repo")]
    [InlineData("\"release_tag\":\"v1\"", "\"release_tag\":\"..\"", "invalid_field:release_tag")]
    [InlineData("\"release_tag\":\"v1\"", "\"release_tag\":1", "invalid_field:release_tag")]
    [InlineData("\"app_name\":\"hello\"", "\"app_name\":\"admin\"", "invalid_field:app_name")]
    [InlineData("\"agent_id\":\"a\"", "\"agent_id\":\"a b\"", "invalid_field:agent_id")]
    [InlineData("\"network\":\"forge-1\"", "\"network\":\"FORGE\"", "invalid_network")]
    [InlineData("\"network\":\"forge-1\"", "\"network\":\"\"", "invalid_network")]
    [InlineData("\"network\":\"forge-1\"", "\"network\":1", "invalid_network")]
    [InlineData("\"node_id\":\"n\"", "\"node_id\":\"\"", "invalid_field:node_id")]
    [InlineData("\"node_id\":\"n\"", "\"node_id\":[]", "invalid_field:node_id")]
    [InlineData("\"tunnel_version\":\"1\"", "\"tunnel_version\":\"3\"", "invalid_field:tunnel_version")]
    [InlineData("\"tunnel_version\":\"1\"", "\"tunnel_version\":1", "invalid_field:tunnel_version")]
    public void ARegistrationWithOneFaultIsRefusedForIt(string field, string faulty, string reason) => Refused(FrameText.Agent, Register, field, faulty, reason);

    [Fact]
    public void AllMissingFieldsAreNamedAtOnce() =>
        Assert.Equal("missing_fields:repo,release_tag,app_name,agent_id", FrameText.Agent("{\"type\":\"register\",\"agent_id\":\"\"}"));

    [Theory]
    [InlineData("\"nonce\":\"" + Challenge + "\"", "\"nonce\":null", "missing_fields:nonce")]
    [InlineData("\"nonce\":\"" + Challenge + "\"", "\"nonce\":7", "invalid_field:nonce")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":\"\"", "missing_quote_or_measurements")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":null", "missing_quote_or_measurements")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":\"AQL_\"", "invalid_field:quote")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":\"AQL\"", "invalid_field:quote")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":\"\\ud800\"", "invalid_field:quote")]
    [InlineData("\"quote\":\"AQL/\"", "\"quote\":[1,2]", "invalid_field:quote")]
    [InlineData("\"measurements\":{}", "\"measurements\":null", "missing_quote_or_measurements")]
    [InlineData("\"measurements\":{}", "\"measurements\":[]", "invalid_field:measurements")]
    [InlineData("\"measurements\":{}", "\"measurements\":\"{}\"", "invalid_field:measurements")]
    public void AnAttestationWithOneFaultIsRefusedForIt(string field, string faulty, string reason) => Refused(FrameText.Agent, Response, field, faulty, reason);

    [Fact]
    public void ClaimsAndQuoteAreTakenUpToTheirLimits()
    {
        Assert.IsType<AgentFrame.AttestResponse>(FrameText.Agent(WithClaims(Limits.ClaimsBytes)));
        Assert.Equal("invalid_field:measurements", FrameText.Agent(WithClaims(Limits.ClaimsBytes + 1)));
        Assert.IsType<AgentFrame.AttestResponse>(FrameText.Agent(WithQuote(Limits.QuoteBytes)));
        Assert.Equal("invalid_field:quote", FrameText.Agent(WithQuote(Limits.QuoteBytes + 1)));

        static string WithClaims(int bytes) => Response.Replace("{}", "{" + new string(' ', bytes - 2) + "}", StringComparison.Ordinal);
        static string WithQuote(int bytes) => Response.Replace("AQL/", Convert.ToBase64String(new byte[bytes]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Id, "0001", "invalid_field:request_id")]
    [InlineData("\"" + Id + "\"", "null", "missing_fields:request_id")]
    [InlineData("\"" + Id + "\"", "7", "invalid_field:request_id")]
    public void AnAnswerToNothingIsRefused(string field, string faulty, string reason) => Refused(FrameText.Agent, Answer, field, faulty, reason);

    [Theory]
    [InlineData("200", "199", "status")]
    [InlineData("200", "600", "status")]
    [InlineData("200", "200.5", "status")]
    [InlineData("200", "2e2", "status")]
    [InlineData("200", "99999999999999999999", "status")]
    [InlineData("200", "\"200\"", "status")]
    [InlineData("200", "null", "status")]
    [InlineData("\"aGk=\"", "\"aGk\"", "body_b64")]
    [InlineData("\"aGk=\"", "\"\\udc00\"", "body_b64")]
    [InlineData("\"aGk=\"", "7", "body_b64")]
    [InlineData("{\"A\":\"b\"}", "[]", "headers")]
    [InlineData("{\"A\":\"b\"}", "\"A: b\"", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":7}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":null}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":[\"b\",7]}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":[[\"b\"]]}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":{}}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"A\":\"\\ud800\"}", "headers")]
    [InlineData("{\"A\":\"b\"}", "{\"\\ud800\":\"b\"}", "headers")]
    public void AFaultyAnswerStillNamesItsRequest(string field, string faulty, string which)
    {
        AgentFrame.MalformedResponse frame = Assert.IsType<AgentFrame.MalformedResponse>(FrameText.Agent(Answer.Replace(field, faulty, StringComparison.Ordinal)));

        Assert.Equal((Id, which), (frame.RequestId.Value, frame.Field));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(599, true)]
    public void TheEdgesOfAStatusAreTaken(int status, bool taken) =>
        Assert.Equal(taken, FrameText.Agent(Answer.Replace("200", $"{status}", StringComparison.Ordinal)) is AgentFrame.ProxyResponse);

    [Fact]
    public void HeadersAreTakenUpToTheirLimits()
    {
        Assert.IsType<AgentFrame.ProxyResponse>(FrameText.Agent(With(Fields(Limits.HeaderCount))));
        Assert.IsType<AgentFrame.MalformedResponse>(FrameText.Agent(With(Fields(Limits.HeaderCount + 1))));
        Assert.IsType<AgentFrame.ProxyResponse>(FrameText.Agent(With(Values(Limits.HeaderCount))));
        Assert.IsType<AgentFrame.MalformedResponse>(FrameText.Agent(With(Values(Limits.HeaderCount + 1))));
        Assert.IsType<AgentFrame.MalformedResponse>(FrameText.Agent(With(Values(100_000))));
        Assert.IsType<AgentFrame.ProxyResponse>(FrameText.Agent(With($"\"A\":\"{new string('x', Limits.HeaderBytes - 1)}\"")));
        Assert.IsType<AgentFrame.MalformedResponse>(FrameText.Agent(With($"\"A\":\"{new string('x', Limits.HeaderBytes)}\"")));

        static string With(string headers) => Answer.Replace("\"A\":\"b\"", headers, StringComparison.Ordinal);
        static string Fields(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"A{i}\":\"\""));
        static string Values(int count) => "\"A\":[" + string.Join(',', Enumerable.Repeat("\"b\"", count)) + "]";
    }

    [Theory]
    [InlineData(Challenge, "00", "invalid_field:nonce")]
    [InlineData(":30", ":0", "invalid_field:deadline_s")]
    [InlineData(":30", ":-1", "invalid_field:deadline_s")]
    [InlineData(":30", ":\"30\"", "invalid_field:deadline_s")]
    [InlineData(":30", ":2147483648", "invalid_field:deadline_s")]
    [InlineData("\"register\"", "\"Register\"", "invalid_field:reason")]
    [InlineData("\"register\"", "null", "invalid_field:reason")]
    public void AChallengeWithOneFaultIsRefusedForIt(string field, string faulty, string reason) => Refused(FrameText.Control, Question, field, faulty, reason);

    [Theory]
    [InlineData(Id, "zz", "invalid_field:request_id")]
    [InlineData("\"GET\"", "\"\"", "missing_fields:method,path")]
    [InlineData("\"/\"", "null", "missing_fields:method,path")]
    [InlineData("{\"A\":\"b\"}", "7", "invalid_field:headers")]
    [InlineData("\"aGk=\"", "\"?\"", "invalid_field:body_b64")]
    [InlineData("\"aGk=\"", "\"\\ud800\"", "invalid_field:body_b64")]
    public void ARequestWithOneFaultIsRefusedForIt(string field, string faulty, string reason) => Refused(FrameText.Control, Request, field, faulty, reason);

    [Theory]
    [InlineData("\"ok\"", "\"OK\"", "invalid_field:state")]
    [InlineData("\"ok\"", "null", "invalid_field:state")]
    public void AStatusWithAnUnknownStateIsRefused(string field, string faulty, string reason) => Refused(FrameText.Control, Status, field, faulty, reason);

    [Fact]
    public void ATimeThatIsNoneIsNoTime() =>
        Assert.Null(Assert.IsType<ControlFrame.Status>(FrameText.Control(Status[..^1] + ",\"next_attest_at\":\"tomorrow\"}")).NextAttestAt);

    [Fact]
    public void NobodySendsAMalformedResponse() =>
        Assert.Throws<InvalidOperationException>(() => FrameText.Of(new AgentFrame.MalformedResponse(default, "status")));

    private static void Refused(Func<string, object> read, string whole, string field, string faulty, string reason)
    {
        Assert.IsNotType<string>(read(whole));
        Assert.Contains(field, whole, StringComparison.Ordinal);
        Assert.Equal(reason, read(whole.Replace(field, faulty, StringComparison.Ordinal)));
    }
}
