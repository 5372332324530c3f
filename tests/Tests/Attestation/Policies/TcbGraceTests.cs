using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Tests.Attestation.Policies;

public sealed class TcbGraceTests
{
    private static readonly DateTimeOffset Date = new(2025, 11, 12, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Date.AddDays(30);
    private static readonly NetworkPolicy Policy =
        NetworkPolicy.Forge1 with { GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.ConfigurationNeeded] = 30, [TcbStatus.OutOfDate] = 0 } };

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void AStatusIsTakenUpToTheMicrosecondBeforeItsGraceEnds(int microseconds, bool taken) =>
        Assert.Equal(taken, TcbGrace.Takes(Policy, Of(TcbStatus.ConfigurationNeeded), End.AddMicroseconds(microseconds)));

    [Fact]
    public void TheEndIsCountedFromTheOldestDateAndShownAlsoWhenItIsOver()
    {
        Assert.Equal(End, TcbGrace.Until(Policy, Of(TcbStatus.ConfigurationNeeded)));
        Assert.Equal(Date, TcbGrace.Until(Policy, Of(TcbStatus.OutOfDate)));
        Assert.Equal(DateTimeOffset.MaxValue, TcbGrace.Until(Policy, Of(TcbStatus.OutOfDate) with { TcbDate = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public void WhatIsTakenWithoutLimitHasNoEndAndWhatIsNotNamedNoGrace()
    {
        Assert.Null(TcbGrace.Until(Policy, Of(TcbStatus.UpToDate)));
        Assert.True(TcbGrace.Takes(Policy, Of(TcbStatus.UpToDate), DateTimeOffset.MaxValue));
        Assert.Null(TcbGrace.Until(Policy, Of(TcbStatus.TDRelaunchAdvised)));
        Assert.False(TcbGrace.Takes(Policy, Of(TcbStatus.TDRelaunchAdvised), Date));
    }

    [Fact]
    public void WithoutADateThereIsNoGrace() =>
        Assert.False(TcbGrace.Takes(Policy, Of(TcbStatus.ConfigurationNeeded) with { TcbDate = null }, Date));

    [Theory]
    [InlineData(TcbStatus.Revoked)]
    [InlineData(TcbStatus.TcbNotSupported)]
    public void WhatIsNeverAcceptableHasNoGrace(TcbStatus status) =>
        Assert.Throws<ArgumentException>(() => Policy with { GraceDays = new Dictionary<TcbStatus, int> { [status] = 1 } });

    private static TcbAppraisal Of(TcbStatus status) => new()
    {
        Status = status,
        PlatformStatus = status,
        SgxStatus = status,
        QeStatus = TcbStatus.UpToDate,
        Advisories = [],
        TcbDate = Date,
        ModuleSvn = 0,
        QeSvn = 0,
        Shortfalls = [],
    };
}
