using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Writes frames of both sides as one JSON object of UTF-8 text.</summary>
public static class FrameWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Base64 and header values keep their '+', '/' and quotes short; the text goes to a JSON parser, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes a frame of the control plane.</summary>
    public static void Write(IBufferWriter<byte> output, ControlFrame frame)
    {
        using Utf8JsonWriter json = new(output, Options);
        json.WriteStartObject();
        switch (frame)
        {
            case ControlFrame.AttestRequest request:
                json.WriteString("type"u8, "attest_request"u8);
                json.WriteString("nonce"u8, request.Nonce.Value);
                json.WriteNumber("deadline_s"u8, request.DeadlineSeconds);
                json.WriteString("reason"u8, request.Reason);
                break;
            case ControlFrame.ProxyRequest request:
                json.WriteString("type"u8, "proxy_request"u8);
                json.WriteString("request_id"u8, request.RequestId.Value);
                json.WriteString("method"u8, request.Method);
                json.WriteString("path"u8, request.Path);
                EnvelopeHeaders.Write(json, request.Headers);
                json.WriteBase64String("body_b64"u8, request.Body.Span);
                break;
            case ControlFrame.Status status:
                Write(json, status);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a frame of an agent.</summary>
    public static void Write(IBufferWriter<byte> output, AgentFrame frame)
    {
        using Utf8JsonWriter json = new(output, Options);
        json.WriteStartObject();
        switch (frame)
        {
            case AgentFrame.Register register:
                Write(json, register);
                break;
            case AgentFrame.AttestResponse response:
                Write(json, response);
                break;
            case AgentFrame.Health health:
                json.WriteString("type"u8, "health"u8);
                json.WriteString("status"u8, health.Pass ? "pass"u8 : "fail"u8);
                break;
            case AgentFrame.ProxyResponse response:
                json.WriteString("type"u8, "proxy_response"u8);
                json.WriteString("request_id"u8, response.RequestId.Value);
                json.WriteNumber("status"u8, response.Status);
                Write(json, response.Headers);
                json.WriteBase64String("body_b64"u8, response.Body.Span);
                break;
            case AgentFrame.MalformedResponse:
                throw new InvalidOperationException("A malformed response is what a reader makes of one; nobody sends it.");
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ControlFrame.Status status)
    {
        json.WriteString("type"u8, "status"u8);
        json.WriteString("state"u8, status.State switch { StatusState.Ok => "ok"u8, StatusState.Warning => "warning"u8, _ => "invalid"u8 });
        json.WriteString("reason"u8, status.Reason);
        Optional(json, "detail", status.Detail);
        Optional(json, "registration_expires_at", status.RegistrationExpiresAt is { } expires ? Rest.Instants.Text(expires) : null);
        Optional(json, "next_attest_at", status.NextAttestAt is { } next ? Rest.Instants.Text(next) : null);
        Optional(json, "data_url", status.DataUrl);
        Optional(json, "data_token", status.DataToken);
    }

    private static void Write(Utf8JsonWriter json, AgentFrame.Register register)
    {
        json.WriteString("type"u8, "register"u8);
        json.WriteString("repo"u8, register.Repo.Value);
        json.WriteString("release_tag"u8, register.ReleaseTag.Value);
        json.WriteString("app_name"u8, register.App.Value);
        json.WriteString("network"u8, register.Network.Value);
        json.WriteString("agent_id"u8, register.AgentId.Value);
        json.WriteString("node_id"u8, register.NodeId.Value);
        json.WriteString("tunnel_version"u8, register.TunnelVersion == 2 ? "2"u8 : "1"u8);
    }

    private static void Write(Utf8JsonWriter json, AgentFrame.AttestResponse response)
    {
        json.WriteString("type"u8, "attest_response"u8);
        json.WriteString("nonce"u8, response.Nonce);
        json.WriteBase64String("quote"u8, response.Quote.Span);
        Optional(json, "report_data", response.ReportData);
        json.WritePropertyName("measurements"u8);
        json.WriteRawValue(response.Measurements.Span);
        Optional(json, "node_proof", response.NodeProof);
    }

    // Repeats of a field become an array, so that nothing is joined that must not be (Set-Cookie).
    private static void Write(Utf8JsonWriter json, IReadOnlyList<EnvelopeHeader> headers)
    {
        json.WriteStartObject("headers"u8);
        for (int i = 0; i < headers.Count; i++)
        {
            string name = headers[i].Name;
            if (Next(headers, name, 0) < i)
            {
                // Written already, with the first of its name.
                continue;
            }

            int repeat = Next(headers, name, i + 1);
            if (repeat == headers.Count)
            {
                json.WriteString(name, headers[i].Value);
                continue;
            }

            json.WriteStartArray(name);
            json.WriteStringValue(headers[i].Value);
            for (; repeat < headers.Count; repeat = Next(headers, name, repeat + 1))
            {
                json.WriteStringValue(headers[repeat].Value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // Looking through a dozen fields costs less than grouping them.
    private static int Next(IReadOnlyList<EnvelopeHeader> headers, string name, int from)
    {
        while (from < headers.Count && !headers[from].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            from++;
        }

        return from;
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
