using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Tests.Actors.Ledger;

/// <summary>The ways back through an account's entries reach all of them, in few steps.</summary>
public sealed class AccountTrailTests
{
    private const int Entries = 5000;

    private readonly (long Previous, long Jump)[] _ways = new (long, long)[Entries + 1];

    public AccountTrailTests()
    {
        AccountTrail trail = AccountTrail.Empty;
        for (int number = 1; number <= Entries; number++)
        {
            _ways[number] = (trail.Last, trail.Jump);
            trail = trail.Add(number * 10);
            Assert.Equal((number, number * 10), (trail.Count, trail.Last));
        }
    }

    [Fact]
    public void AnEntryKnowsTheOneBeforeAndTheOneWithoutItsLowestDigit()
    {
        for (int number = 1; number <= Entries; number++)
        {
            Assert.Equal(((number - 1) * 10, (number & (number - 1)) * 10), _ways[number]);
        }
    }

    [Fact]
    public void EveryEntryIsFoundInFewSteps()
    {
        int most = 0;
        for (long seq = 0; seq <= Entries * 10; seq += 7)
        {
            int steps = 0;
            long entry = Entries * 10;
            for (; entry > seq; steps++)
            {
                (long previous, long jump) = _ways[entry / 10];
                entry = jump > seq ? jump : previous;
            }

            Assert.Equal(seq / 10 * 10, entry);
            most = Math.Max(most, steps);
        }

        Assert.InRange(most, 1, 13 * 13);
    }
}
