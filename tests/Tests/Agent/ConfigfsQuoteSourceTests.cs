using System.Security.Cryptography;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Agent;

/// <summary>Quotes through files that behave as the kernel's do.</summary>
public sealed class ConfigfsQuoteSourceTests
{
    private const int DeviceBusy = 16;

    private static readonly byte[] ReportData = SHA512.HashData("report data"u8);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task AQuoteIsOverTheReportDataAndLeavesNothingBehind()
    {
        using EmulatedTsmFolder folder = new();

        QuoteAnswer answer = await QuoteAsync(folder);

        Assert.Equal([.. "quote:"u8, .. SHA256.HashData(ReportData)], Assert.IsType<QuoteAnswer.Quoted>(answer).Quote.ToArray());
        Assert.Equal(1, folder.Made);
        Assert.Empty(folder.Entries);
    }

    [Fact]
    public async Task AQuoteThatSomeoneWroteBetweenIsMadeAnew()
    {
        using EmulatedTsmFolder folder = new();
        int reads = 0;
        folder.BeforeReading = entry =>
        {
            if (++reads == 1)
                EmulatedTsmFolder.MoveGeneration(entry);
        };

        Assert.IsType<QuoteAnswer.Quoted>(await QuoteAsync(folder));
        Assert.Equal(2, folder.Made);
        Assert.Empty(folder.Entries);
    }

    [Fact]
    public async Task SomeoneWhoAlwaysWritesBetweenIsGivenUpOn()
    {
        using EmulatedTsmFolder folder = new() { BeforeReading = EmulatedTsmFolder.MoveGeneration };

        Assert.Equal(QuoteFailure.Busy, Failure(await QuoteAsync(folder)));
        Assert.Equal(ConfigfsQuoteSource.Attempts, folder.Made);
        Assert.Empty(folder.Entries);
    }

    [Fact]
    public async Task ABusyKernelIsAskedAgain()
    {
        int reads = 0;
        using EmulatedTsmFolder folder = new()
        {
            BeforeReading = _ =>
            {
                if (++reads < 3)
                    throw new IOException("Device or resource busy", DeviceBusy);
            },
        };

        Assert.IsType<QuoteAnswer.Quoted>(await QuoteAsync(folder));
        Assert.Equal(3, folder.Made);
    }

    [Fact]
    public async Task ARefusingKernelIsNotAskedAgain()
    {
        using EmulatedTsmFolder folder = new() { BeforeReading = _ => throw new IOException("Input/output error", 5) };

        Assert.Equal(QuoteFailure.Refused, Failure(await QuoteAsync(folder)));
        Assert.Equal(1, folder.Made);
        Assert.Empty(folder.Entries);
    }

    [Theory]
    [InlineData("sev_guest\n")]
    [InlineData("tdx_guest_2\n")]
    [InlineData("")]
    public async Task AnotherProviderIsRefused(string provider)
    {
        using EmulatedTsmFolder folder = new() { Provider = provider };

        Assert.Equal(QuoteFailure.WrongProvider, Failure(await QuoteAsync(folder)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Limits.QuoteBytes, true)]
    [InlineData(Limits.QuoteBytes + 1, false)]
    [InlineData(10 * Limits.QuoteBytes, false)]
    public async Task AQuoteHasASize(int bytes, bool taken)
    {
        using EmulatedTsmFolder folder = new() { Quote = _ => new byte[bytes] };

        QuoteAnswer answer = await QuoteAsync(folder);

        if (taken)
            Assert.Equal(bytes, Assert.IsType<QuoteAnswer.Quoted>(answer).Quote.Length);
        else
            Assert.Equal(QuoteFailure.WrongSize, Failure(answer));
    }

    [Fact]
    public async Task AMachineWithoutTheFolderIsToldAsSuchAndGetsNone()
    {
        string absent = Path.Combine(Path.GetTempPath(), $"ee-absent-{Guid.NewGuid():N}");
        using ConfigfsQuoteSource source = new(new TsmFolder(absent), _time);

        Assert.Equal(QuoteFailure.Unavailable, Failure(await source.QuoteAsync(ReportData, CancellationToken.None)));
        Assert.False(Directory.Exists(absent));
    }

    [Fact]
    public async Task ReportDataOfAnotherSizeIsTheCallersBug()
    {
        using EmulatedTsmFolder folder = new();
        using ConfigfsQuoteSource source = new(folder, _time);

        await Assert.ThrowsAsync<ArgumentException>(() => source.QuoteAsync(ReportData.AsMemory(0, 63), CancellationToken.None));
    }

    [Fact]
    public async Task TwoQuotesAtOnceAreMadeOneAfterTheOther()
    {
        int inside = 0;
        using EmulatedTsmFolder folder = new()
        {
            BeforeReading = _ =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            },
        };
        using ConfigfsQuoteSource source = new(folder, _time);

        QuoteAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => source.QuoteAsync(ReportData, CancellationToken.None)));

        Assert.All(answers, answer => Assert.IsType<QuoteAnswer.Quoted>(answer));
    }

    private async Task<QuoteAnswer> QuoteAsync(EmulatedTsmFolder folder)
    {
        using ConfigfsQuoteSource source = new(folder, _time);
        Task<QuoteAnswer> quote = source.QuoteAsync(ReportData, CancellationToken.None);
        while (!quote.IsCompleted)
        {
            await Until.TrueAsync(() => quote.IsCompleted || _time.ArmedTimers > 0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return await quote;
    }

    private static QuoteFailure Failure(QuoteAnswer answer) => Assert.IsType<QuoteAnswer.Failed>(answer).Failure;
}
