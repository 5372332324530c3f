using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Makes an agent's frames from their fields.</summary>
internal static class AgentFrameReader
{
    private static readonly string[] RegisterFields = ["repo", "release_tag", "app_name", "agent_id"];

    public static bool TryRegister(
        FrameFields fields, [NotNullWhen(true)] out AgentFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        string[] missing = RegisterFields.Where(name => !fields.Has(name) || fields.Text(name) is "").ToArray();
        if (missing.Length > 0)
        {
            refusal = FrameRefusal.Missing(missing);
            return false;
        }

        refusal = FrameRefusal.Invalid("repo");
        if (!RepoName.TryParse(fields.Text("repo"), out RepoName repo))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("release_tag");
        if (!ReleaseTag.TryParse(fields.Text("release_tag"), out ReleaseTag tag))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("app_name");
        if (!AppName.TryParse(fields.Text("app_name"), out AppName app))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("agent_id");
        if (!AgentId.TryParse(fields.Text("agent_id"), out AgentId agent))
        {
            return false;
        }

        return TryOptional(fields, new AgentFrame.Register(repo, tag, app, NetworkName.Forge1, agent, NodeId.Parse(agent.Value), 1), out frame, out refusal);
    }

    public static bool TryAttestResponse(
        FrameFields fields, [NotNullWhen(true)] out AgentFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        if (!fields.Has("nonce"))
        {
            refusal = FrameRefusal.Missing(["nonce"]);
            return false;
        }

        if (fields.Text("nonce") is not { } nonce)
        {
            refusal = FrameRefusal.Invalid("nonce");
            return false;
        }

        if (!fields.Has("quote") || fields.Text("quote") is "" || !fields.Has("measurements"))
        {
            refusal = FrameRefusal.MissingQuoteOrMeasurements;
            return false;
        }

        refusal = FrameRefusal.Invalid("quote");
        if (fields.Base64("quote") is not { Length: <= Limits.QuoteBytes } quote)
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("measurements");
        if (fields.Object("measurements") is not { } measurements || measurements.Length > Limits.ClaimsBytes)
        {
            return false;
        }

        // A copy: the frame waits for its judge long after the socket's buffer was lent to somebody else's.
        refusal = null;
        frame = new AgentFrame.AttestResponse(nonce, quote, fields.Text("report_data"), measurements.ToArray(), fields.Text("node_proof"));
        return true;
    }

    public static bool TryProxyResponse(
        FrameFields fields, [NotNullWhen(true)] out AgentFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        if (!RequestId.TryParse(fields.Text("request_id"), out RequestId id))
        {
            refusal = fields.Has("request_id") ? FrameRefusal.Invalid("request_id") : FrameRefusal.Missing(["request_id"]);
            return false;
        }

        refusal = null;
        byte[]? body = fields.Has("body_b64") ? fields.Base64("body_b64") : [];
        if (fields.Number("status") is not (>= 200 and <= 599 and int status))
        {
            frame = new AgentFrame.MalformedResponse(id, "status");
        }
        else if (body is null)
        {
            frame = new AgentFrame.MalformedResponse(id, "body_b64");
        }
        else if (!EnvelopeHeaders.TryRead(fields.Object("headers"), fields.Has("headers"), out IReadOnlyList<EnvelopeHeader>? headers))
        {
            frame = new AgentFrame.MalformedResponse(id, "headers");
        }
        else
        {
            frame = new AgentFrame.ProxyResponse(id, status, headers, body);
        }

        return true;
    }

    private static bool TryOptional(
        FrameFields fields, AgentFrame.Register register, [NotNullWhen(true)] out AgentFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        if (fields.Has("network"))
        {
            refusal = FrameRefusal.InvalidNetwork;
            if (!NetworkName.TryParse(fields.Text("network"), out NetworkName network))
            {
                return false;
            }

            register = register with { Network = network };
        }

        if (fields.Has("node_id"))
        {
            refusal = FrameRefusal.Invalid("node_id");
            if (!NodeId.TryParse(fields.Text("node_id"), out NodeId node))
            {
                return false;
            }

            register = register with { NodeId = node };
        }

        if (fields.Has("tunnel_version"))
        {
            refusal = FrameRefusal.Invalid("tunnel_version");
            if (fields.Text("tunnel_version") is not ("1" or "2"))
            {
                return false;
            }

            register = register with { TunnelVersion = fields.Text("tunnel_version") == "2" ? 2 : 1 };
        }

        refusal = null;
        frame = register;
        return true;
    }
}
