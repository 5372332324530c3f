using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>What an account holds.</summary>
/// <param name="Posted">What is settled: all that came in less all that went out; negative only for <see cref="AccountKind.External"/>.</param>
/// <param name="PendingOut">What is held back from it for pending transfers.</param>
/// <param name="PendingIn">What pending transfers would bring.</param>
public readonly record struct Balance(Usd Posted, Usd PendingOut, Usd PendingIn)
{
    /// <summary>What can be spent now.</summary>
    /// <exception cref="OverflowException">It does not fit, which only a damaged balance can bring about.</exception>
    public Usd Available => Posted - PendingOut;
}
