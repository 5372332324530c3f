using System.Globalization;
using System.Text;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Tests.Upstream.Allowlists;

/// <summary>How long an answer about a release holds, what an outage and a change do to it, and who pays for unknown releases.</summary>
public sealed class ReleaseAnswersTests
{
    [Fact]
    public async Task ThoseWhoAskTogetherShareOneQuestion()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();

        AllowlistFetch[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.FetchAsync()));

        Assert.All(answers, answer => Assert.IsType<AllowlistFetch.Found>(answer));
        Assert.Equal(3, host.Api.Asked.Count);
    }

    [Fact]
    public async Task AGoodAnswerHoldsForFiveMinutesAndIsThenConfirmedByItsTag()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();

        host.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync("ACME/Agent"));
        Assert.Equal(3, host.Api.Asked.Count);

        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Equal(5, host.Api.Asked.Count);
        Assert.Single(host.Downloads.Asked);
    }

    [Fact]
    public async Task ThatThereIsNoneHoldsForAMinute()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Tag = "v2.0";

        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync());
        host.Tag = "v1.0";
        host.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync());
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
    }

    [Fact]
    public async Task DuringAnOutageTheLastGoodCopyServesWithinItsLimit()
    {
        await using GitHubHost host = await GitHubHost.StartAsync(options => options with { MaxStale = TimeSpan.FromHours(2) });
        await host.FetchAsync();
        host.Api.Say("/", 500);

        host.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Theory]
    [InlineData("withdrawn")]
    [InlineData("draft")]
    [InlineData("moved")]
    public async Task NoCopyOutlivesGitHubsWordAgainstIt(string word)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        host.Tag = word == "withdrawn" ? "v2.0" : host.Tag;
        host.Draft = word == "draft";
        if (word == "moved")
            host.Api.Say("/repos/acme/agent", 301, ("Location", host.Api.Url + "repositories/101"));

        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsNotType<AllowlistFetch.Found>(await host.FetchAsync());

        // Not even when GitHub cannot be asked afterwards.
        host.Api.Say("/", 500);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("owner")]
    [InlineData("asset")]
    [InlineData("bytes")]
    public async Task AChangedReleaseIsRefusedUntilItIsAsItWas(string change)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        byte[] content = host.Content;
        host.RepositoryId += change == "repository" ? 1 : 0;
        host.OwnerId += change == "owner" ? 1 : 0;
        host.AssetId += change is "asset" or "bytes" ? 1 : 0;
        host.Content = change == "bytes" ? Encoding.UTF8.GetBytes("{}") : content;

        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());

        (host.RepositoryId, host.OwnerId, host.AssetId, host.Content) = (101, 202, 303, content);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
    }

    [Fact]
    public async Task AnExhaustedLimitIsHeededUntilItsEnd()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        string reset = (host.Time.Now + TimeSpan.FromMinutes(30)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        host.Api.Say("/", 403, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset));

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
        host.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
        Assert.Single(host.Api.Asked);
    }

    [Fact]
    public async Task UnknownReleasesSpendTheirOwnBudgetAndNotThatOfKnownOnes()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();

        for (int i = 0; i < 30; i++)
            await host.FetchAsync(tag: "invented-" + i);
        Assert.Equal(9, host.Api.Count("/tags/invented-"));
        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync(tag: "invented-29"));

        host.Time.Advance(TimeSpan.FromMinutes(5));
        int before = host.Api.Asked.Count;
        for (int i = 30; i < 60; i++)
            await host.FetchAsync(tag: "invented-" + i);
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Equal(before + (10 * 2) + 2, host.Api.Asked.Count);
    }

    [Fact]
    public async Task AnImpatientCallerDoesNotEndTheQuestionOfTheOthers()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        TaskCompletionSource gate = new();
        host.Api.First(async _ =>
        {
            await gate.Task;
            return false;
        });
        using CancellationTokenSource impatience = new();

        Task<AllowlistFetch> leaving = host.Source.FetchAsync("acme/agent", "v1.0", impatience.Token).AsTask();
        Task<AllowlistFetch> staying = host.FetchAsync();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();

        Assert.IsType<AllowlistFetch.Found>(await staying);
    }

    [Fact]
    public async Task ADirectoryHasTheLastWordOnWhatItHolds()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "acme", "agent"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "acme", "agent", "v1.0.json"), "broken");
            using AllowlistsInOrder both = new(new AllowlistDirectory(folder.FullName, host.Time), host.Source);

            AllowlistFetch.Found own = Assert.IsType<AllowlistFetch.Found>(await both.FetchAsync("acme/agent", "v1.0", CancellationToken.None));
            Assert.StartsWith("file:", own.Origin, StringComparison.Ordinal);
            Assert.Empty(host.Api.Asked);

            host.Tag = "v2.0";
            AllowlistFetch.Found other = Assert.IsType<AllowlistFetch.Found>(await both.FetchAsync("acme/agent", "v2.0", CancellationToken.None));
            Assert.StartsWith("github:", other.Origin, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
