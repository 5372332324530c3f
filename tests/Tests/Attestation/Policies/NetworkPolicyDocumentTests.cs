using System.Text;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Attestation.Policies;

/// <summary>A policy's document says all of it: what is written is read back, and two policies share a hash only if they are the same.</summary>
public sealed class NetworkPolicyDocumentTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static readonly TcbStatus[] Unlimited = [.. Enum.GetValues<TcbStatus>().Where(status => status <= TcbStatus.OutOfDateConfigurationNeeded)];

    private static readonly TcbStatus[] Timed = [.. Enum.GetValues<TcbStatus>().Where(status => !TcbStatuses.IsNeverAcceptable(status))];

    private static readonly Gen<IReadOnlySet<string>> Measurements = Hex(96);

    private static readonly Gen<NetworkPolicy> Policy =
        from rules in Gen.Choose(0, 255)
        from roots in Some(TrustRoot.IntelName, TrustRoot.DevelopmentName)
        from pinned in Some([.. TdRegisters.Pinnable])
        from stated in Some([.. TdRegisters.Pinnable])
        from statuses in Some(Unlimited)
        from graced in Some(Timed)
        from days in Gen.Choose(0, 3650)
        from number in Gen.Choose(0, int.MaxValue)
        from bits in Gen.Choose(0, int.MaxValue)
        from mrtds in Measurements
        from services in Measurements
        from modules in Measurements
        from platforms in Hex(32)
        select new NetworkPolicy
        {
            Name = $"net-{rules}",
            SealedRequired = Bit(rules, 0),
            TrustRoots = roots,
            Freshness = Bit(rules, 1) ? Freshness.Channel : Freshness.Nonce,
            PinnedRegisters = [.. TdRegisters.Pinnable.Where(pinned.Contains)],
            StatedRegisters = [.. TdRegisters.Pinnable.Where(stated.Contains)],
            AcceptedStatuses = statuses,
            GraceDays = graced.ToDictionary(status => status, status => (days + (int)status) % 3651),
            MinTcbEvaluationNumber = number,
            FirmwareMrtds = mrtds,
            RequireSeptVeDisable = Bit(rules, 2),
            AllowMigratable = Bit(rules, 3),
            AllowedServiceTds = services,
            KnownAttributeBits = (ulong)bits << 17,
            AllowedXfamBits = Bit(rules, 4) ? (ulong)bits : null,
            AllowedMrSeams = Bit(rules, 5) ? modules : null,
            AllowedPlatforms = Bit(rules, 6) ? platforms : null,
            PinsPlatformOnFirstUse = !Bit(rules, 6) && Bit(rules, 7),
        };

    [Fact]
    public void WhatIsWrittenIsReadBack() => Prop.ForAll(Policy.ToArbitrary(), policy =>
    {
        Assert.True(NetworkPolicy.TryParseDocument(policy.ToDocument(), out var read));
        AssertSame(policy, read);
        Assert.Equal(policy.Sha256, read.Sha256);
    }).Check(Many);

    [Fact]
    public void PoliciesThatDifferHaveOtherHashes()
    {
        var one = NetworkPolicy.Forge1;
        var set = new HashSet<string> { new('a', 96) };
        NetworkPolicy[] others =
        [
            one with { Name = "forge-2" }, one with { SealedRequired = false }, one with { TrustRoots = new HashSet<string>() }, one with { Freshness = Freshness.Channel },
            one with { PinnedRegisters = [] }, one with { StatedRegisters = [] }, one with { AcceptedStatuses = new HashSet<TcbStatus> { TcbStatus.UpToDate } },
            one with { GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.OutOfDate] = 1 } },
            one with { GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.OutOfDate] = 2 } },
            one with { MinTcbEvaluationNumber = 1 }, one with { FirmwareMrtds = set }, one with { RequireSeptVeDisable = false }, one with { AllowMigratable = true },
            one with { AllowedServiceTds = set }, one with { KnownAttributeBits = 1 }, one with { AllowedXfamBits = 3 }, one with { AllowedMrSeams = set },
            one with { AllowedPlatforms = set }, one with { PinsPlatformOnFirstUse = true },
        ];

        Assert.Equal(others.Length + 1, others.Append(one).Select(policy => policy.Sha256).Distinct().Count());
        Assert.Equal(one.Sha256, (one with { TrustRoots = new HashSet<string> { TrustRoot.IntelName } }).Sha256);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public void WhatIsNoWholePolicyIsRefused(string text) => Assert.False(NetworkPolicy.TryParseDocument(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void ADocumentWithARuleTooFewOrTooManyIsRefused()
    {
        var text = Encoding.UTF8.GetString(NetworkPolicy.Forge1.ToDocument());

        Assert.True(NetworkPolicy.TryParseDocument(Encoding.UTF8.GetBytes(text), out _));
        Assert.False(NetworkPolicy.TryParseDocument(Encoding.UTF8.GetBytes(text.Replace("\"sealed\":true,", "", StringComparison.Ordinal)), out _));
        Assert.False(NetworkPolicy.TryParseDocument(Encoding.UTF8.GetBytes(text.Replace("\"sealed\"", "\"seeled\":1,\"sealed\"", StringComparison.Ordinal)), out _));
    }

    private static void AssertSame(NetworkPolicy one, NetworkPolicy other)
    {
        foreach (var property in typeof(NetworkPolicy).GetProperties().Where(property => property.Name is not ("Forge1" or "Sha256")))
        {
            var (mine, theirs) = (property.GetValue(one), property.GetValue(other));
            if (mine is IEnumerable<string> texts)
                Assert.Equal(texts.Order(StringComparer.Ordinal), ((IEnumerable<string>)theirs!).Order(StringComparer.Ordinal));
            else if (mine is IReadOnlySet<TcbStatus> statuses)
                Assert.Equal(statuses.Order(), ((IReadOnlySet<TcbStatus>)theirs!).Order());
            else if (mine is IReadOnlyDictionary<TcbStatus, int> days)
                Assert.Equal(days.OrderBy(pair => pair.Key), ((IReadOnlyDictionary<TcbStatus, int>)theirs!).OrderBy(pair => pair.Key));
            else
                Assert.Equal(mine, theirs);
        }
    }

    private static bool Bit(int value, int bit) => (value >> bit & 1) != 0;

    private static Gen<IReadOnlySet<T>> Some<T>(params T[] values) =>
        Gen.SubListOf(values).Select(list => (IReadOnlySet<T>)list.ToHashSet());

    private static Gen<IReadOnlySet<string>> Hex(int digits) =>
        Gen.Choose(0, 15).ListOf().Where(list => list.Count <= 8).Select(list => (IReadOnlySet<string>)list.Select(value => new string($"{value:x}"[0], digits)).ToHashSet());
}
