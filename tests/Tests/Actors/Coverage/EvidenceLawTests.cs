using EasyEnclave.Actors.Coverage;
using EasyEnclave.Tests.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Coverage;

/// <summary>What holds for any evidence, drawn at random in half minutes over four hours around a period of two.</summary>
public sealed class EvidenceLawTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

    private static readonly string[] Endings = ["open", "agent", "drain", "refused", "superseded"];
    private static readonly string[] Kinds = ["health_fail", "health_timeout", "health_miss", "attestation_refused"];

    [Fact]
    public void APeriodOfOneAgentPassesWhereEveryPartOfItPasses() => For((facts, _) =>
    {
        TimeRange[] hours = [new(Facts.Start, Facts.At(60)), new(Facts.At(60), Facts.At(120))];
        bool parts = hours.All(hour => !Missed(facts, hour));
        return parts == !Missed(facts, Facts.Window);
    });

    [Fact]
    public void OneMoreMissNeverTurnsAFailureIntoAPass() => For((facts, dice) =>
    {
        EvidenceFacts more = facts with { Exceptions = [.. facts.Exceptions, Exception(dice)] };
        return Missed(more, Facts.Window) || !Missed(facts, Facts.Window);
    });

    [Fact]
    public void TheOrderOfRowsDoesNotMatterNorThatOneIsReadTwice() => For((facts, dice) =>
    {
        EvidenceFacts shuffled = new()
        {
            Sessions = Shuffle(dice, [.. facts.Sessions, .. facts.Sessions]),
            Exceptions = Shuffle(dice, [.. facts.Exceptions, .. facts.Exceptions]),
            Outages = Shuffle(dice, [.. facts.Outages, .. facts.Outages]),
        };
        return Text(facts.Sorted()) == Text(shuffled.Sorted()) && Text(facts) == Text(shuffled);
    });

    [Fact]
    public void AnOutageNotOursToClaimMakesNothingBetter() => For((facts, _) =>
        !Missed(facts, Facts.Window) || Missed(facts with { Outages = [] }, Facts.Window));

    [Fact]
    public void EverySlotIsToldAsTheInstantsInItAre() => For((facts, _) => Model.Tells(facts) == Told(facts));

    private static void For(Func<EvidenceFacts, Dice, bool> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Dice dice = new((ulong)seed);
            return law(Draw(dice), dice);
        }).Check(Many);

    private static EvidenceFacts Draw(Dice dice)
    {
        // One life of an agent: sessions one after the other, the control plane going away now and then.
        Facts facts = new();
        double at = -90 + Half(dice, 180);
        int incarnation = 0;
        while (at < 150)
        {
            double to = at + 0.5 + Half(dice, 200);
            string ending = Endings[dice.Roll(Endings.Length)];
            facts.Session(at, to, ending, incarnation: incarnation, attested: Math.Max(at, to - Half(dice, 40)));
            if (ending is "open" or "drain" || dice.Roll(4) == 0)
            {
                double from = to + (ending == "drain" ? Half(dice, 3) : 0);
                double back = from + 0.5 + Half(dice, 20);
                facts.Away(from, back, incarnation++ % 7);
                at = back + Half(dice, 3);
            }
            else
            {
                at = to + Half(dice, 5);
            }

            incarnation %= 7;
        }

        EvidenceFacts built = facts.Build();
        return built with { Exceptions = [.. Enumerable.Range(0, dice.Roll(3)).Select(_ => Exception(dice))] };
    }

    private static ExceptionFact Exception(Dice dice)
    {
        string kind = Kinds[dice.Roll(Kinds.Length)];
        double from = -60 + Half(dice, 240);
        double? to = kind is "health_miss" or "attestation_refused" ? from : dice.Roll(3) == 0 ? null : from + Half(dice, 10);
        return new Facts().Session(0, 1).Fails(kind, from, to).Build().Exceptions[0];
    }

    private static double Half(Dice dice, int minutes) => dice.Roll(minutes * 2) / 2.0;

    private static bool Missed(EvidenceFacts facts, TimeRange window) =>
        EvidenceJudge.Judge(facts, window, Facts.Rules).Outcome == EvidenceOutcome.Fail;

    private static string Told(EvidenceFacts facts)
    {
        EvidenceFinding finding = EvidenceJudge.Judge(facts, Facts.Window, Facts.Rules);
        return finding.Agents.Count == 0 ? "absent" : $"{finding.Agents[0].Health} {finding.Agents[0].Attestation}";
    }

    private static string Text(EvidenceFacts facts)
    {
        EvidenceFinding finding = EvidenceJudge.Judge(facts, Facts.Window, Facts.Rules);
        return $"{finding.Outcome} {string.Join(',', finding.Reasons)} {finding.Gap} " +
            string.Join(';', finding.Agents.Select(agent => $"{agent.Agent} {agent.Health} {agent.Attestation} {string.Join(',', agent.Faults)}"));
    }

    private static T[] Shuffle<T>(Dice dice, T[] items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = dice.Roll(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }

        return items;
    }

    /// <summary>The same judgement by asking every quarter of a minute, each between two of the instants that are drawn.</summary>
    private static class Model
    {
        public static string Tells(EvidenceFacts facts)
        {
            bool present = facts.Sessions.Any(session => Reaches(facts, session));
            return present ? $"{Slots(facts, 5, Health)} {Slots(facts, 60, Attestation)}" : "absent";
        }

        private static bool Reaches(EvidenceFacts facts, SessionFact session)
        {
            DateTimeOffset to = Cut(facts, session) is { } outage ? outage.To.AddMinutes(1) : session.To;
            return session.From < Facts.Window.To && to > Facts.Window.From;
        }

        private static OutageFact? Cut(EvidenceFacts facts, SessionFact session) =>
            session.Ending is "open" or "drain" ? facts.Outages.LastOrDefault(outage => outage.Incarnation == session.Incarnation) : null;

        private static SlotCounts Slots(EvidenceFacts facts, int minutes, Func<EvidenceFacts, DateTimeOffset, char> tell)
        {
            char[] slots = new char[120 / minutes];
            for (int slot = 0; slot < slots.Length; slot++)
            {
                string told = string.Concat(Enumerable.Range(0, minutes * 4)
                    .Select(quarter => tell(facts, Facts.At((slot * minutes) + (quarter / 4.0) + 0.125))));
                slots[slot] = told.Contains('m') ? 'm' : told.Contains('g') ? 'g' : 'p';
            }

            return new SlotCounts(slots.Count(told => told == 'p'), slots.Count(told => told == 'm'), slots.Count(told => told == 'g'));
        }

        private static char Health(EvidenceFacts facts, DateTimeOffset at) =>
            facts.Exceptions.Any(fact => !fact.OfAttestation && Fails(facts, fact, at)) ? 'm'
            : facts.Sessions.Any(session => session.From <= at && at < session.To) ? 'p'
            : facts.Sessions.Any(session => session.From <= at && at < session.To.AddMinutes(2) && session.Ending != "refused"
                && !facts.Exceptions.Any(fact => !fact.OfAttestation && fact.Kind != "health_miss" && Within(facts, fact) == session
                    && (fact.To ?? DateTimeOffset.MaxValue) >= session.To)) ? 'p'
            : Ours(facts, at) ? 'g' : 'm';

        private static char Attestation(EvidenceFacts facts, DateTimeOffset at) =>
            facts.Exceptions.Any(fact => fact.OfAttestation && Fails(facts, fact, at)) ? 'm'
            : facts.Sessions.Any(session => session.From <= at && at < session.AttestedAt.AddSeconds(3630)
                && (session.Ending != "refused" || at < session.To)) ? 'p'
            : Ours(facts, at) ? 'g' : 'm';

        // A failure of one instant is seen by the quarter that begins with it.
        private static bool Fails(EvidenceFacts facts, ExceptionFact fact, DateTimeOffset at)
        {
            SessionFact? within = Within(facts, fact);
            DateTimeOffset end = within is not null && within.To >= fact.From ? within.To : fact.From;
            DateTimeOffset to = fact.To is { } written && written < end ? written : end;
            return fact.From <= at && (at < to || at < fact.From.AddMinutes(0.25));
        }

        private static SessionFact? Within(EvidenceFacts facts, ExceptionFact fact) =>
            facts.Sessions.Where(session => session.From <= fact.From).MaxBy(session => session.From);

        private static bool Ours(EvidenceFacts facts, DateTimeOffset at) =>
            facts.Outages.Any(outage => outage.From <= at && at < outage.To.AddMinutes(1))
            || facts.Sessions.Any(session => Cut(facts, session) is { } outage && session.To <= at && at < outage.From);
    }
}
