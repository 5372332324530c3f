using System.Buffers;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Bans;

/// <summary>Reads what an operator wants banned; what could never match anything is not taken.</summary>
public static class BanValues
{
    private const int Sha256Characters = 64;

    /// <summary>A PPID is 16 bytes (Intel SGX PCK certificate specification, extension 1.2.840.113741.1.13.1.1).</summary>
    private const int PpidCharacters = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a value of a scope; hex may be given in any case.</summary>
    public static bool TryParse(BanScope scope, string text, out BanTarget target)
    {
        string? value = scope switch
        {
            BanScope.Agent => AgentId.TryParse(text, out _) ? text : null,
            BanScope.Node => NodeId.TryParse(text, out _) ? text : null,
            BanScope.Repo => RepoName.TryParse(text, out RepoName repo) ? BanTargets.Repo(repo) : null,
            BanScope.Release => Release(text),
            BanScope.Platform => HexOf(text, PpidCharacters),
            BanScope.ClientKey or BanScope.Measurement => HexOf(text, Sha256Characters),
            _ => null,
        };
        target = value is null ? default : new BanTarget(scope, value);
        return value is not null;
    }

    private static string? Release(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && RepoName.TryParse(text[..at], out RepoName repo) && ReleaseTag.TryParse(text[(at + 1)..], out ReleaseTag tag)
            ? BanTargets.Release(repo, tag)
            : null;
    }

    private static string? HexOf(string text, int characters)
    {
        string lower = text.ToLowerInvariant();
        return lower.Length == characters && !lower.AsSpan().ContainsAnyExcept(Hex) ? lower : null;
    }
}
