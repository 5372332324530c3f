using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>What makes a command the same command when it is sent again.</summary>
/// <param name="Id">Derived from the credential and the key.</param>
/// <param name="Principal">The credential that scopes the key.</param>
/// <param name="Hash">SHA-256 of what was asked; another one under the same key is a conflict.</param>
public sealed record LedgerRequest(CommandId Id, string Principal, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Who the ledger itself is, where it acts by a natural key.</summary>
    public const string System = "system";

    /// <summary>A client's command.</summary>
    /// <param name="principal">The credential.</param>
    /// <param name="key">The key it gave.</param>
    /// <param name="request">What was asked, in a form that is equal for equal wishes.</param>
    public static LedgerRequest Of(string principal, IdempotencyKey key, ReadOnlySpan<byte> request) =>
        new(CommandId.Derive(principal, key.Value), principal, SHA256.HashData(request));

    /// <summary>A command whose nature is its key: a usage, a settlement, an expiry. Whoever sends it, it is the same one.</summary>
    /// <param name="key">For example <c>settle/node-1/2026-11-22</c>.</param>
    /// <param name="request">What was asked beyond the key, as text; empty when the key says it all.</param>
    public static LedgerRequest Natural(string key, string request) =>
        new(CommandId.Derive(System, key), System, SHA256.HashData(Encoding.UTF8.GetBytes(request)));
}
