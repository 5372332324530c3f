using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Rest;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Resolve;

/// <summary>What resolve says of an app at one moment, ready to be sent: worked out once, then only copied.</summary>
internal sealed class Verdict
{
    private const int TagBytes = 12;

    private readonly ResolveAnswer? _answer;

    private Verdict(ResolveAnswer? answer, byte[] json, bool allowed, AppEntry? app, AppStanding? standing)
    {
        // When the backend last said that it is well is news in the answer, but no change of the verdict.
        _answer = answer is null ? null : answer with { LastHealthAt = null };
        Json = json;
        Allowed = allowed;
        App = app;
        Standing = standing;
        Length = json.Length;
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, TagBytes))}\"";
    }

    /// <summary>The verdict on a name that nobody has.</summary>
    public static Verdict Unknown { get; } = new(
        null, JsonSerializer.SerializeToUtf8Bytes(new UnknownAppAnswer(false, "unknown_app"), RestJson.Default.UnknownAppAnswer), false, null, null);

    /// <summary>The entry it was worked out from; null for a name nobody has.</summary>
    public AppEntry? App { get; }

    /// <summary>How that entry stood; null for a name nobody has.</summary>
    public AppStanding? Standing { get; }

    /// <summary>Whether requests may pass.</summary>
    public bool Allowed { get; }

    /// <summary>The answer's bytes.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>How many they are.</summary>
    public long Length { get; }

    /// <summary>The strong entity tag of these bytes.</summary>
    public StringValues Tag { get; }

    /// <summary>The verdict on an app.</summary>
    public static Verdict Of(AppEntry app, AppStanding standing, ResolveAnswer answer) =>
        new(answer, JsonSerializer.SerializeToUtf8Bytes(answer, RestJson.Default.ResolveAnswer), answer.Allowed, app, standing);

    /// <summary>Whether it says the same as another, but for when it was last heard.</summary>
    public bool SaysTheSame(Verdict? other) => other is not null && _answer == other._answer;
}
