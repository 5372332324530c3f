using System.Buffers;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Access;

/// <summary>The file of named tokens (<c>EE_ADMIN_TOKENS_FILE</c>): a line <c>name sha256</c> each, then optionally role and scope; pure.</summary>
public static class TokensFile
{
    /// <summary>Tokens in one file: each is compared at every request.</summary>
    public const int TokensMax = 1000;

    private const int NameLengthMax = 64;
    private const string NodePrefix = "node:";
    private const string AccountPrefix = "account:";

    // What the audit calls those who are no operators, and the three single tokens: another of that name would act in their stead,
    // and whoever used a key of theirs would be told their answer.
    private static readonly string[] Reserved = ["agent", "system", "admin", "launcher", "uptime"];

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-");

    /// <summary>Reads the file's text; empty lines and those that begin with <c>#</c> are left out.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="faults">What is wrong, a sentence a line, naming the line and never a digest.</param>
    public static IReadOnlyList<AccessToken> Parse(string text, out IReadOnlyList<string> faults)
    {
        List<AccessToken> tokens = [];
        List<string> wrong = [];
        foreach ((int index, string line) in text.Split('\n').Index())
        {
            string[] words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            string? fault = Read(words, tokens, out AccessToken? token);
            if (fault is null)
            {
                tokens.Add(token!);
            }
            else
            {
                wrong.Add($"line {index + 1}: {fault}");
            }
        }

        faults = wrong;
        return tokens;
    }

    private static string? Read(string[] words, List<AccessToken> known, out AccessToken? token)
    {
        token = null;
        if (words.Length < 2)
        {
            return "write a name, the token's SHA-256 in hex, and optionally admin, launcher or uptime, then node:ID and account:ID";
        }

        if (words[0].Length > NameLengthMax || words[0].AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return "a name is 1 to 64 characters of A-Z a-z 0-9 . _ @ -";
        }

        if (Reserved.Contains(words[0], StringComparer.OrdinalIgnoreCase))
        {
            return $"the name {words[0]} is taken by the control plane itself";
        }

        byte[] digest = new byte[32];
        if (words[1].Length != 64 || Convert.FromHexString(words[1], digest, out _, out _) != OperationStatus.Done)
        {
            return "a digest is 64 hex digits, as sha256sum prints it";
        }

        if (!TryRole(words.ElementAtOrDefault(2), out AccessRole role))
        {
            return "a role is admin, launcher or uptime";
        }

        if (Scope(words, role, out TokenScope scope) is { } narrow)
        {
            return narrow;
        }

        if (known.Count == TokensMax)
        {
            return $"there may be at most {TokensMax} tokens";
        }

        if (known.Any(other => other.Actor == words[0] || other.Sha256.Span.SequenceEqual(digest)))
        {
            return "this name or token stands in the file already";
        }

        token = new AccessToken(words[0], role, digest) { Scope = scope };
        return null;
    }

    private static string? Scope(string[] words, AccessRole role, out TokenScope scope)
    {
        List<NodeId> nodes = [];
        List<AccountId> accounts = [];
        foreach (string word in words.Skip(3))
        {
            if (word.StartsWith(NodePrefix, StringComparison.Ordinal) && NodeId.TryParse(word[NodePrefix.Length..], out NodeId node))
            {
                nodes.Add(node);
            }
            else if (word.StartsWith(AccountPrefix, StringComparison.Ordinal) && AccountId.TryParse(word[AccountPrefix.Length..], out AccountId account))
            {
                accounts.Add(account);
            }
            else
            {
                scope = TokenScope.Everything;
                return "a scope is node:ID or account:ID";
            }
        }

        scope = TokenScope.Of(nodes, accounts);
        return role == AccessRole.Admin && words.Length > 3 ? "an admin's token has no scope" : null;
    }

    private static bool TryRole(string? text, out AccessRole role)
    {
        (bool known, role) = text switch
        {
            null or "admin" => (true, AccessRole.Admin),
            "launcher" => (true, AccessRole.Launcher),
            "uptime" => (true, AccessRole.Uptime),
            _ => (false, default),
        };
        return known;
    }
}
