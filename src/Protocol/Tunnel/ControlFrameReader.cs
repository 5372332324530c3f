using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Makes the control plane's frames from their fields, on the agent's side.</summary>
internal static class ControlFrameReader
{
    public static bool TryAttestRequest(
        FrameFields fields, [NotNullWhen(true)] out ControlFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        refusal = FrameRefusal.Invalid("nonce");
        if (!Nonce.TryParse(fields.Text("nonce"), out Nonce nonce))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("deadline_s");
        if (fields.Number("deadline_s") is not (> 0 and int deadline))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("reason");
        if (fields.Text("reason") is not ("register" or "periodic" or "operator"))
        {
            return false;
        }

        refusal = null;
        frame = new ControlFrame.AttestRequest(nonce, deadline, fields.Text("reason")!);
        return true;
    }

    public static bool TryProxyRequest(
        FrameFields fields, [NotNullWhen(true)] out ControlFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        refusal = FrameRefusal.Invalid("request_id");
        if (!RequestId.TryParse(fields.Text("request_id"), out RequestId id))
        {
            return false;
        }

        refusal = FrameRefusal.Missing(["method", "path"]);
        if (fields.Text("method") is not { Length: > 0 } method || fields.Text("path") is not { Length: > 0 } path)
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("headers");
        if (!EnvelopeHeaders.TryRead(fields.Object("headers"), fields.Has("headers"), out IReadOnlyList<EnvelopeHeader>? headers))
        {
            return false;
        }

        refusal = FrameRefusal.Invalid("body_b64");
        byte[]? body = fields.Has("body_b64") ? fields.Base64("body_b64") : [];
        if (body is null)
        {
            return false;
        }

        refusal = null;
        frame = new ControlFrame.ProxyRequest(id, method, path, headers, body);
        return true;
    }

    public static bool TryStatus(
        FrameFields fields, [NotNullWhen(true)] out ControlFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        refusal = FrameRefusal.Invalid("state");
        if (State(fields.Text("state")) is not { } state)
        {
            return false;
        }

        refusal = null;
        frame = new ControlFrame.Status(state, fields.Text("reason") ?? string.Empty)
        {
            Detail = fields.Text("detail"),
            RegistrationExpiresAt = Instant(fields.Text("registration_expires_at")),
            NextAttestAt = Instant(fields.Text("next_attest_at")),
            DataUrl = fields.Text("data_url"),
            DataToken = fields.Text("data_token"),
        };
        return true;
    }

    private static StatusState? State(string? text) => text switch
    {
        "ok" => StatusState.Ok,
        "warning" => StatusState.Warning,
        "invalid" => StatusState.Invalid,
        _ => null,
    };

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;
}
