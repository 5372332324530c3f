using System.Text;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Actors;
using EasyEnclave.Tests.Actors.Coverage;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>Whoever orders money about: sends each command again, through any node, until somebody answers it.</summary>
internal sealed class SimClient(ClusterRun run)
{
    private static readonly AccountId[] Users = [.. Enumerable.Range(0, 6).Select(number => AccountId.Parse($"user-{number}"))];
    private static readonly NodeId[] Hosts = [NodeId.Parse("host-1"), NodeId.Parse("host-2")];
    private static readonly PeriodTerms Terms = new(new Usd(1000), 8, null, default);

    private static readonly SettlementRules Rules = new()
    {
        Evidence = Facts.Rules,
        Grace = TimeSpan.Zero,
        DisputeWindow = TimeSpan.FromDays(1000),
        HaltRefund = TimeSpan.FromDays(1),
        RequiresReservation = false,
    };

    private int _keys;

    /// <summary>Commands that nobody has answered for good.</summary>
    public int Open { get; private set; }

    /// <summary>Orders something.</summary>
    public void Act()
    {
        NodeId host = run.Dice.Pick(Hosts);
        Period period = PeriodOf(run.Dice.Roll(400));
        LedgerRequest request = LedgerRequest.Of("client", IdempotencyKey.Parse($"key-{_keys}"), Encoding.UTF8.GetBytes($"{_keys}"));
        _keys++;
        Usd amount = new(1 + run.Dice.Roll(5_000_000));
        switch (run.Dice.Roll(8))
        {
            case 0 or 1:
                Send(LedgerEntry.Of(request, "client", LedgerCommand.Purchase("bank", run.Dice.Pick(Users), amount, $"pay-{_keys}")), _ => { });
                break;
            case 2 or 3:
                int from = run.Dice.Roll(Users.Length);
                AccountId to = Users[(from + 1 + run.Dice.Roll(Users.Length - 1)) % Users.Length];
                Send(LedgerEntry.Of(request, "client", LedgerCommand.Transfer(Users[from], to, amount, "")), _ => { });
                break;
            case 4:
                DateTimeOffset until = run.Agenda.GetUtcNow() + TimeSpan.FromSeconds(20 + run.Dice.Roll(100));
                Send(LedgerEntry.Of(request, "client", LedgerCommand.Reserve(run.Dice.Pick(Users), host, amount, period, until)), _ => { });
                break;
            case 5 or 6:
                Use(host, period, run.Dice.Pick(Users));
                break;
            default:
                Settle(host, period, 0);
                break;
        }
    }

    private static Period PeriodOf(int ago)
    {
        DateTimeOffset end = Cast.T0 - TimeSpan.FromHours(ago);
        Assert.True(Period.TryCreate(end - TimeSpan.FromHours(1), end, out Period period));
        return period;
    }

    private void Use(NodeId host, Period period, AccountId user)
    {
        VcpuHours hours = new(1_000_000);
        PeriodDecision decision = PeriodDecider.Report(Periods(host, period), host, period, Terms, hours, run.Agenda.GetUtcNow(), Rules);
        if (decision.State is not { } state || run.Store.Rows.Usages.ContainsKey((host, period, user)))
        {
            return;
        }

        LedgerRequest request = UsageDesk.Request(new UsageOrder(host, user, period, hours));
        Usd amount = hours.At(Terms.Price)!.Value;
        UsageRow row = new()
        {
            Node = host,
            Period = period,
            Account = user,
            Lock = request.Id,
            Locked = amount,
            LockedHours = hours,
            Hours = hours,
            Amount = amount,
            Actor = "client",
            At = Cast.T0,
        };
        List<RowChange> changes = [new RowChange.TakeHours(host, period, hours), new RowChange.AddUsage(row)];
        if (decision.Opens)
        {
            changes.Insert(0, new RowChange.OpenPeriod(state));
        }

        Send(
            LedgerEntry.Of(request, "client", LedgerCommand.LockUsage(user, host, amount, period, Rules.ExpiresAt(period))) with { Changes = changes },
            _ => { });
    }

    private void Settle(NodeId host, Period period, int round)
    {
        if (round > 20 || Periods(host, period).FirstOrDefault(one => one.Period == period) is not { } state)
        {
            return;
        }

        switch (PeriodDecider.Finalize(state, false, run.Agenda.GetUtcNow(), Rules))
        {
            case FinalizeStep.Close:
                Send(
                    new LedgerEntry
                    {
                        Request = LedgerRequest.Natural($"close/{host.Value}/{period}", ""),
                        Actor = "client",
                        Commands = [],
                        Changes = [new RowChange.MovePeriod(host, period, PeriodPhase.Open, PeriodPhase.Closing, state.DueAt)],
                    },
                    _ => Settle(host, period, round + 1));
                break;
            case FinalizeStep.Settle:
                // Whoever judges first is right: another one may come to something else, and must not get through with it.
                StoredVerdict? stored = run.Done(run.Store.ReadVerdictAsync(host, period, CancellationToken.None).AsTask());
                bool pays = stored is null ? run.Dice.Roll(2) == 0 : stored.Document == "pass";
                LedgerEntry entry = SettlePlan.Entries(
                    state, run.Done(run.Store.ReadUsagesAsync(host, period, CancellationToken.None).AsTask()), pays,
                    stored is null ? pays ? "pass" : "fail" : null, "client", 2).First();
                Send(entry, _ => Settle(host, period, round + 1));
                break;
        }
    }

    private IReadOnlyList<PeriodState> Periods(NodeId host, Period period) =>
        run.Done(run.Store.ReadOverlappingAsync(host, period, CancellationToken.None).AsTask());

    private void Send(LedgerEntry entry, Action<LedgerOutcome> then)
    {
        Open++;
        bool over = false;
        Try();

        void Try()
        {
            bool answered = false;
            NodeProcess[] up = [.. run.Processes.Where(process => process.Ready && !process.Stopped)];
            if (up.Length > 0)
            {
                NodeProcess through = run.Dice.Pick(up);
                run.In(run.Way(), () => through.Later(TimeSpan.Zero, () => through.Order(entry, false, outcome => run.In(run.Way(), () => Heard(outcome)))));
            }

            run.In(TimeSpan.FromSeconds(3), () =>
            {
                if (!answered)
                {
                    answered = true;
                    Retry();
                }
            });

            void Heard(LedgerOutcome outcome)
            {
                if (outcome is LedgerOutcome.Committed committed)
                {
                    run.Laws.Acknowledged(entry, committed);
                }

                // Now and then the answer is lost on the way to the client.
                if (answered || (run.Unkind && run.Dice.Roll(20) == 0))
                {
                    return;
                }

                answered = true;
                if (outcome is LedgerOutcome.Unavailable or LedgerOutcome.Fenced)
                {
                    run.In(TimeSpan.FromMilliseconds(300), Retry);
                }
                else if (!over)
                {
                    over = true;
                    Open--;
                    then(outcome);
                }
            }
        }

        void Retry()
        {
            if (!over)
            {
                Try();
            }
        }
    }
}
