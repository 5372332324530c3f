using EasyEnclave.Actors.Nodes;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Ledger;

/// <summary>From the names that callers use to the ledger's accounts.</summary>
internal sealed class LedgerAccounts(NodeDirectory nodes)
{
    /// <summary>Reads a name: a registered node's id is its provider account, a name with a colon the system's, any other a user's.</summary>
    public bool TryResolve(string? text, out AccountId account)
    {
        if (NodeId.TryParse(text, out NodeId node) && nodes.Find(node) is not null)
        {
            account = AccountId.Provider(node);
            return true;
        }

        return AccountId.TryParse(text, out account);
    }

    /// <summary>Reads a field that must name an account.</summary>
    /// <param name="fields">The request's.</param>
    /// <param name="name">The field.</param>
    /// <param name="missing">The code when it is absent or empty.</param>
    public AccountId Read(JsonFields fields, string name, string missing)
    {
        string? text = fields.Find(name) is { } value ? JsonText.Of(value) : "";
        if (TryResolve(text, out AccountId account))
        {
            return account;
        }

        fields.Fail(text is ""
            ? ProblemResult.Of(400, missing, null, name)
            : ProblemResult.InvalidField(name, "1 to 128 characters of A-Z a-z 0-9 . _ @ -, a registered node's id, or one of the system's accounts."));
        return default;
    }
}
