using System.Text;
using System.Text.Json;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol;

/// <summary>Valid frames of every kind.</summary>
internal static class FrameGenerators
{
    private const string Hex = "0123456789abcdef";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";

    // Text with all that JSON must escape; lone surrogates are no text and come in elsewhere.
    private static readonly Gen<string> Text = Of(0, 20, Lower + "AZ09 \"\\/<>&+'\u0001\n\t\u007fé\u2028語").Select(text => text.Length % 3 == 0 ? text + "😀" : text);

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Where(bytes => bytes.Length <= 4096);

    private static readonly Gen<AgentId> AgentName = Of(1, 128, Lower + "AZ09._:-").Select(AgentId.Parse);

    private static readonly Gen<RequestId> Request = Of(32, 32, Hex).Select(RequestId.Parse);

    // Names differ, since repeats of one name are written together.
    private static readonly Gen<IReadOnlyList<EnvelopeHeader>> Headers =
        from values in Text.ListOf().Where(list => list.Count <= 10)
        select (IReadOnlyList<EnvelopeHeader>)values.Select((value, i) => new EnvelopeHeader($"X-{i}", value)).ToList();

    public static readonly Gen<AgentFrame.ProxyResponse> Response =
        from id in Request
        from status in Gen.Choose(200, 599)
        from headers in Headers
        from twice in Gen.Elements(true, false)
        from body in Bytes
        let all = twice ? headers.Append(new EnvelopeHeader("Set-Cookie", "a=1")).Append(new EnvelopeHeader("Set-Cookie", "b=2")).ToList() : headers
        select new AgentFrame.ProxyResponse(id, status, all, body);

    private static readonly Gen<AgentFrame> Register =
        from owner in Of(1, 39, Lower + "09")
        from name in Of(1, 100, Lower + "AZ09_-")
        from tag in Of(1, 255, Lower + "AZ09-+_")
        from app in Of(1, 59, Lower)
        from network in Of(1, 64, Lower + "09-")
        from agent in AgentName
        from node in AgentName
        from version in Gen.Choose(1, 2)
        select (AgentFrame)new AgentFrame.Register(
            RepoName.Parse($"{owner}/{name}"), ReleaseTag.Parse(tag), AppName.Parse("app-" + app), NetworkName.Parse(network), agent, NodeId.Parse(node.Value), version);

    private static readonly Gen<AgentFrame> Attestation =
        from nonce in Text
        from quote in Bytes.Where(bytes => bytes.Length > 0)
        from claims in Text
        from reportData in OrNull(Text)
        from proof in OrNull(Text)
        select (AgentFrame)new AgentFrame.AttestResponse(nonce, quote, reportData, Encoding.UTF8.GetBytes($"{{\"x\":{JsonSerializer.Serialize(claims)}}}"), proof);

    public static readonly Gen<AgentFrame> Agent =
        Gen.OneOf(Register, Attestation, Gen.Elements(true, false).Select(pass => (AgentFrame)new AgentFrame.Health(pass)), Response.Select(frame => (AgentFrame)frame));

    private static readonly Gen<ControlFrame> Challenge =
        from nonce in Of(64, 64, Hex)
        from deadline in Gen.Choose(1, int.MaxValue - 1)
        from reason in Gen.Elements("register", "periodic", "operator")
        select (ControlFrame)new ControlFrame.AttestRequest(Nonce.Parse(nonce), deadline, reason);

    private static readonly Gen<ControlFrame> Envelope =
        from id in Request
        from method in Of(1, 10, Lower)
        from path in Text
        from headers in Headers
        from body in Bytes
        select (ControlFrame)new ControlFrame.ProxyRequest(id, method, "/" + path, headers, body);

    private static readonly Gen<ControlFrame> Status =
        from state in Gen.Elements(StatusState.Ok, StatusState.Warning, StatusState.Invalid)
        from reason in Text
        from detail in OrNull(Text)
        from url in OrNull(Text)
        from microseconds in Gen.Choose(0, int.MaxValue - 1)
        select (ControlFrame)new ControlFrame.Status(state, reason)
        {
            Detail = detail,
            DataUrl = url,
            NextAttestAt = detail is null ? null : DateTimeOffset.UnixEpoch.AddMicroseconds((long)microseconds * 1_000_003),
        };

    public static readonly Gen<ControlFrame> Control = Gen.OneOf(Challenge, Envelope, Status);

    private static Gen<string> Of(int least, int most, string alphabet) =>
        from length in Gen.Choose(least, most)
        from characters in Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)
        select new string(characters);

    private static Gen<string?> OrNull(Gen<string> text) => Gen.OneOf(Gen.Constant<string?>(null), text.Select(value => (string?)value));
}
