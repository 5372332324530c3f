using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>Between which kinds of accounts each code may move money, and whether at once, later, or both.</summary>
internal static class TransferRules
{
    private static readonly Rule[] Rules =
    [
        new([AccountKind.External], [AccountKind.User], Moves: true, Pends: false),
        new([AccountKind.User, AccountKind.Provider], [AccountKind.User, AccountKind.Provider], Moves: true, Pends: false),
        new([AccountKind.User], [AccountKind.Provider], Moves: false, Pends: true),
        new([AccountKind.User], [AccountKind.Provider], Moves: false, Pends: true),
        new([AccountKind.External, AccountKind.Provider], [AccountKind.Stake], Moves: true, Pends: false),
        new([AccountKind.Stake], [AccountKind.Provider, AccountKind.External], Moves: true, Pends: true),
        new([AccountKind.Stake], [AccountKind.Treasury, AccountKind.User], Moves: true, Pends: false),
    ];

    public static bool MayMove(TransferCode code) => Rules[(int)code].Moves;

    public static bool MayPend(TransferCode code) => Rules[(int)code].Pends;

    public static bool MayDebit(TransferCode code, AccountKind kind) => Rules[(int)code].From.Contains(kind);

    public static bool MayCredit(TransferCode code, AccountKind kind) => Rules[(int)code].To.Contains(kind);

    // In the order of TransferCode.
    private sealed record Rule(AccountKind[] From, AccountKind[] To, bool Moves, bool Pends);
}
