using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Tests.Upstream.Allowlists;

/// <summary>Pins and good copies outlive a restart, and only an admin's word changes a pin.</summary>
public sealed class ReleaseKeepingTests
{
    private static readonly byte[] Changed = Encoding.UTF8.GetBytes("""{"version":"1.1"}""");

    [Fact]
    public async Task ARestartDuringAnOutageFindsTheGoodCopyWithinItsLimit()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        host.Api.Say("/", 500);

        host.Restart();
        host.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        AllowlistFetch.Found found = Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Equal(host.Content, found.Bytes.ToArray());
        Assert.Equal("github:101/202/303", found.Origin);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        host.Restart();

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Fact]
    public async Task AfterARestartAnUnchangedReleaseIsNotDownloadedAgain()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();

        host.Restart();
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());

        Assert.Single(host.Downloads.Asked);
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("owner")]
    [InlineData("bytes")]
    public async Task ARestartForgetsNoPin(string change)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        host.RepositoryId += change == "repository" ? 1 : 0;
        host.OwnerId += change == "owner" ? 1 : 0;
        Replace(host, change == "bytes" ? Changed : host.Content, asset: change == "bytes" ? 304 : 303);

        host.Restart();

        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());
        host.Restart();
        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());
    }

    [Fact]
    public async Task GitHubsWordAgainstACopyOutlivesARestart()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        host.Tag = "v2.0";
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync());
        host.Api.Say("/", 500);

        host.Restart();

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatCannotBePinnedIsNotUsed(bool unreadable)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Memory.Unreadable = unreadable;
        host.Memory.Unwritable = !unreadable;

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());

        host.Memory.Unreadable = host.Memory.Unwritable = false;
        host.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
    }

    [Theory]
    [InlineData("allowlist/acme/agent@v1.0", false)]
    [InlineData("allowlist-copy/acme/agent@v1.0", true)]
    public async Task ADamagedPinIsNoPinThatIsMissingAndADamagedCopyIsFetchedAgain(string part, bool found)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        await host.Memory.DamageAsync("upstream/" + part, [1, 2, 3]);

        host.Restart();

        Assert.Equal(found, await host.FetchAsync() is AllowlistFetch.Found);
    }

    [Fact]
    public async Task AnAcceptedChangePassesAtOnceAndForEver()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        await ChangeAsync(host);
        int asked = host.Api.Asked.Count;

        AcceptedChange? written = null;
        AcceptOutcome outcome = await AcceptAsync(host, Sha(Changed), change =>
        {
            written = change;
            return host.Memory.WriteAsync(change.Values);
        });

        Assert.Equal(AcceptOutcome.Accepted, outcome);
        Assert.Equal((Sha("""{"version":"1.0"}"""u8.ToArray()), Sha(Changed)), (written!.Before.Sha256, written.After.Sha256));
        Assert.Equal(Changed, Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync()).Bytes.ToArray());
        Assert.Equal(asked, host.Api.Asked.Count);
        host.Restart();
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Equal(AcceptOutcome.Unchanged, await AcceptAsync(host, Sha(Changed)));
    }

    [Fact]
    public async Task AChangeCanBeAcceptedAfterARestart()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        await ChangeAsync(host);

        host.Restart();

        Assert.Equal(AcceptOutcome.Accepted, await AcceptAsync(host, Sha(Changed)));
        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
    }

    [Fact]
    public async Task OnlyTheListThatIsThereCanBeAccepted()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        Assert.Equal(AcceptOutcome.NothingToAccept, await AcceptAsync(host, Sha(Changed)));
        await ChangeAsync(host);

        Assert.Equal(AcceptOutcome.AnotherList, await AcceptAsync(host, new string('0', 64)));
        Assert.Equal(AcceptOutcome.Unkept, await AcceptAsync(host, Sha(Changed), _ => ValueTask.FromResult(false)));
        Assert.Equal(AcceptOutcome.UnknownRelease, await AcceptAsync(host, Sha(Changed), tag: "v9"));
        Assert.Equal(AcceptOutcome.UnknownRelease, await AcceptAsync(host, Sha(Changed), tag: ".."));

        Assert.Equal(0, host.Api.Count("v9"));
        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());
    }

    [Fact]
    public async Task TheListOfPinsSaysWhatStandsAndWhatWouldTakeItsPlace()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        await ChangeAsync(host);
        PinnedRelease before = Assert.Single((await host.Source.ListAsync(null, 10, CancellationToken.None))!);
        host.Restart();
        PinnedRelease after = Assert.Single((await host.Source.ListAsync(null, 10, CancellationToken.None))!);

        Assert.Equal(before, after);
        Assert.Equal(("acme/agent", "v1.0", ReleaseStatus.Changed), (after.Repo, after.ReleaseTag, after.Status));
        Assert.Equal((303L, 304L), (after.Pin.AssetId, after.Candidate!.AssetId));
        Assert.Equal(Sha(Changed), after.Candidate.Sha256);
        Assert.Empty((await host.Source.ListAsync(after.Key, 10, CancellationToken.None))!);
    }

    [Fact]
    public async Task InventedReleasesAreNotKept()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();

        await host.FetchAsync(tag: "invented");

        Assert.Equal(0, host.Memory.Writes);
        Assert.Empty((await host.Source.ListAsync(null, 10, CancellationToken.None))!);
    }

    [Fact]
    public async Task ReleasesInUseAreLookedAfterWithoutAnyoneAsking()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        await host.FetchAsync();
        await host.FetchAsync(tag: "invented");
        int asked = host.Api.Asked.Count;

        host.Time.Advance(TimeSpan.FromMinutes(10));
        await host.Source.RenewDueAsync(CancellationToken.None);
        Assert.Equal(asked, host.Api.Asked.Count);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await host.Source.RenewDueAsync(CancellationToken.None);

        Assert.Equal(asked + 2, host.Api.Asked.Count);
        Replace(host, Changed, asset: 304);
        host.Time.Advance(TimeSpan.FromMinutes(16));
        await host.Source.RenewDueAsync(CancellationToken.None);
        Assert.Equal(ReleaseStatus.Changed, (await host.Source.ListAsync(null, 10, CancellationToken.None))![0].Status);
    }

    private static async Task ChangeAsync(GitHubHost host)
    {
        Replace(host, Changed, asset: 304);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AllowlistFetch.Changed>(await host.FetchAsync());
    }

    private static void Replace(GitHubHost host, byte[] content, long asset)
    {
        host.Content = content;
        host.AssetId = asset;
    }

    private static Task<AcceptOutcome> AcceptAsync(
        GitHubHost host, string sha256, Func<AcceptedChange, ValueTask<bool>>? commit = null, string tag = "v1.0") =>
        host.Source.AcceptAsync("acme/agent", tag, sha256, commit ?? (change => host.Memory.WriteAsync(change.Values)), CancellationToken.None).AsTask();

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
