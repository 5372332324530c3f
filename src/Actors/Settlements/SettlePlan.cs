using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What the ledger is asked for to carry out a verdict: the entries in order, each a commit; pure.</summary>
internal static class SettlePlan
{
    /// <summary>Transfers in one entry: few enough that others wait for a commit only a little longer.</summary>
    public const int TransfersMost = 4096;

    /// <summary>The command of each usage that still holds money: posted where it is paid, else void.</summary>
    public static IReadOnlyList<LedgerCommand> Transfers(PeriodState state, IReadOnlyList<LockedUsage> usages, bool pays) =>
    [
        .. from usage in usages
           where usage is { Pending: not null, ResolvedBy: null }
           select pays && usage.Row.Amount.Micros > 0
               ? (LedgerCommand)new LedgerCommand.Post(usage.Pending!.Value, usage.Row.Amount) { Period = state.Period }
               : new LedgerCommand.Void(usage.Pending!.Value) { Period = state.Period },
    ];

    /// <summary>The entries of a verdict. The first one writes it down, the last one ends the period.</summary>
    /// <param name="state">The period, closing or halted.</param>
    /// <param name="usages">What it holds.</param>
    /// <param name="pays">Whether the verdict pays.</param>
    /// <param name="document">The signed verdict; null where it is written already.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="most">Transfers in one entry.</param>
    public static IEnumerable<LedgerEntry> Entries(
        PeriodState state, IReadOnlyList<LockedUsage> usages, bool pays, string? document, string actor, int most = TransfersMost)
    {
        PeriodPhase phase = state.Phase;
        LedgerCommand[][] chunks = [.. Transfers(state, usages, pays).Chunk(most)];
        for (int place = 0; place < Math.Max(chunks.Length, 1); place++)
        {
            List<RowChange> changes = [];
            if (place == 0 && document is not null)
            {
                changes.Add(new RowChange.AddVerdict(state.Node, state.Period, Final: true, document));
            }

            bool last = place >= chunks.Length - 1;
            PeriodPhase next = last ? pays ? PeriodPhase.Settled : PeriodPhase.Failed : PeriodPhase.Closing;
            changes.Add(new RowChange.MovePeriod(state.Node, state.Period, phase, next, last ? null : state.DueAt));
            phase = next;

            // What is left tells which piece it is: a run that is taken up again makes the same pieces of what the one before left.
            LedgerCommand[] commands = chunks.Length == 0 ? [] : chunks[place];
            long first = commands.Length == 0 ? 0 : Seq(commands[0]);
            yield return new LedgerEntry
            {
                Request = LedgerRequest.Natural($"settle/{state.Node.Value}/{state.Period}/{first}", pays ? "pass" : "fail"),
                Actor = actor,
                Commands = commands,
                Changes = changes,
            };
        }
    }

    private static long Seq(LedgerCommand command) => command switch
    {
        LedgerCommand.Post post => post.Pending,
        LedgerCommand.Void @void => @void.Pending,
        _ => 0,
    };
}
