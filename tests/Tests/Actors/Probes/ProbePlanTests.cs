using EasyEnclave.Actors.Probes;

namespace EasyEnclave.Tests.Actors.Probes;

public sealed class ProbePlanTests
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 14, 35, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(0x80000000u, 150)]
    [InlineData(uint.MaxValue, 300)]
    public void AProbeFallsIntoItsSlotWhateverIsDrawn(uint drawn, double seconds)
    {
        DateTimeOffset at = ProbePlan.InstantIn(Start, Slot, drawn);

        Assert.Equal(seconds, (at - Start).TotalSeconds, 3);
        Assert.Equal(Start, ProbePlan.SlotOf(at, Slot));
    }

    [Fact]
    public void SlotsBeginAtWholeMultiples()
    {
        Assert.Equal(Start, ProbePlan.SlotOf(Start, Slot));
        Assert.Equal(Start, ProbePlan.SlotOf(Start.AddTicks(Slot.Ticks - 1), Slot));
        Assert.Equal(Start + Slot, ProbePlan.SlotOf(Start + Slot, Slot));
    }
}
