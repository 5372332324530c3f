using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol;

/// <summary>JSON objects that look like frames and are wrong in type, name, escape or depth.</summary>
internal static class JsonGenerators
{
    private static readonly Gen<string> Name = Gen.Elements(
        "type", "repo", "release_tag", "app_name", "network", "agent_id", "tunnel_version", "node_id", "nonce", "quote", "report_data", "measurements", "node_proof",
        "status", "request_id", "headers", "body_b64", "deadline_s", "reason", "method", "path", "state", "detail", "next_attest_at", "other", "typ\\u0065", "\\ud800",
        "\\udc00x", "");

    private static readonly Gen<string> Leaf = Gen.Elements(
        "null", "true", "7", "-1", "1e400", "200", "30", "99999999999999999999", "\"\"", "\"pass\"", "\"ok\"", "\"register\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"a\\ud800b\"", "\"AQL/\"", "\"A\\u0051L\\/\"", "\"\\u0041\\ud800==\"", "\"acme/hello\"", "\"1\"", "\"2026-13-45T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"000102030405060708090a0b0c0d0e0f\"", "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"");

    private static readonly Gen<string> Type = Gen.Elements(
        "\"register\"", "\"attest_response\"", "\"health\"", "\"proxy_response\"", "\"attest_request\"", "\"proxy_request\"", "\"status\"", "\"\\ud800\"", "7", "null");

    public static readonly Gen<string> Frame =
        from type in Type
        from members in Member(3).ListOf()
        select $"{{{string.Join(',', members.Prepend($"\"type\":{type}"))}}}";

    private static Gen<string> Member(int depth) =>
        from name in Name
        from value in Value(depth)
        select $"\"{name}\":{value}";

    private static Gen<string> Value(int depth) =>
        depth == 0
            ? Leaf
            : Gen.Frequency(
                (4, Leaf),
                (1, Member(depth - 1).ListOf().Select(members => $"{{{string.Join(',', members)}}}")),
                (1, Value(depth - 1).ListOf().Select(values => $"[{string.Join(',', values)}]")),
                (1, Gen.Choose(1, 40).Select(levels => new string('[', levels) + new string(']', levels))));
}
