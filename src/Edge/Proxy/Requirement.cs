using System.Buffers;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Protocol.Ids;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>What <c>X-EE-Require</c> asks of the agent that serves a request; the default asks nothing.</summary>
internal readonly record struct Requirement
{
    private const int Sha256HexLength = 64;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly Subject _subject;
    private readonly string? _value;

    private Requirement(Subject subject, string value)
    {
        _subject = subject;
        _value = value;
    }

    private enum Subject
    {
        Nothing,
        Tag,
        Allowlist,
        Measurement,
    }

    /// <summary>Reads the field: <c>tag:release</c>, <c>allowlist:sha256</c> or <c>td:sha256</c>; one at most.</summary>
    /// <param name="lines">The field's lines; none asks nothing.</param>
    /// <param name="requirement">What is asked, when true is returned.</param>
    /// <returns>False for what cannot be read: a pin that is not understood must not be passed over.</returns>
    public static bool TryParse(StringValues lines, out Requirement requirement)
    {
        requirement = default;
        if (lines.Count == 0)
        {
            return true;
        }

        string text = lines.Count == 1 ? lines[0] ?? string.Empty : string.Empty;
        int colon = text.IndexOf(':');
        string value = text[(colon + 1)..];
        switch (colon < 0 ? string.Empty : text[..colon])
        {
            case "tag" when ReleaseTag.TryParse(value, out ReleaseTag tag):
                requirement = new Requirement(Subject.Tag, tag.Value);
                return true;
            case "allowlist" when IsSha256(value):
                requirement = new Requirement(Subject.Allowlist, value.ToLowerInvariant());
                return true;
            case "td" when IsSha256(value):
                requirement = new Requirement(Subject.Measurement, value.ToLowerInvariant());
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether an attestation proves what is asked.</summary>
    public bool IsMetBy(AttestationFacts facts) => _subject switch
    {
        Subject.Nothing => true,
        Subject.Tag => facts.ReleaseTag.Value == _value,
        Subject.Allowlist => facts.AllowlistSha256 == _value,
        _ => facts.Measurement == _value,
    };

    private static bool IsSha256(string text) => text.Length == Sha256HexLength && !text.AsSpan().ContainsAnyExcept(Hex);
}
