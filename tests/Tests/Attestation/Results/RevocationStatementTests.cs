using System.Text;
using EasyEnclave.Attestation.Results;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Results;

/// <summary>A status list is signed, lives a minute, and revokes whatever a result names that is in it.</summary>
public sealed class RevocationStatementTests
{
    private static readonly ResultCase Standard = new();
    private static readonly AttestationResult Result = Standard.Result();

    public static TheoryData<string, string> Names
    {
        get
        {
            TheoryData<string, string> names = [];
            foreach (var (kind, value) in Result.RevocationNames())
                names.Add(kind, value);
            return names;
        }
    }

    [Fact]
    public void EverythingAnAgentCanBeBannedByIsNamed() =>
        Assert.Equal(
            ["agent", "node", "client_key", "platform", "repo", "release", "measurement"], Result.RevocationNames().Select(name => name.Key));

    [Theory]
    [MemberData(nameof(Names))]
    public void AnyOfItsNamesRevokesAResult(string kind, string value)
    {
        var list = List((kind, [value, "another"]));
        Assert.Equal("revoked:" + kind, ResultVerifier.Revocation(Result.ToPayload(), list)!.Code);
        Assert.Equal(kind, list.Revokes(Result));
        var neighbour = List((kind, [value + "0"]), (kind == "agent" ? "node" : "agent", [value]));
        Assert.Null(ResultVerifier.Revocation(Result.ToPayload(), neighbour));
        Assert.Null(neighbour.Revokes(Result));
    }

    [Fact]
    public void AListIsReadAsItWasWritten()
    {
        var list = List(("platform", ["b", "a"]), ("agent", ["x"]));
        Assert.True(RevocationStatement.TryParse(list.ToPayload(), out var again));
        Assert.Equal(list.ToPayload(), again.ToPayload());
        Assert.Equal((7, Now, "https://control.example.com"), (again.Number, again.IssuedAt, again.Issuer));
    }

    [Fact]
    public void AListCountsForAMinute()
    {
        var token = ResultCase.Sign(RevocationStatement.TokenType, List().ToPayload());
        Assert.Equal("status_list_stale", Read(token, Now.AddTicks(-1)));
        Assert.Null(Read(token, Now));
        Assert.Null(Read(token, Now.AddSeconds(60).AddTicks(-1)));
        Assert.Equal("status_list_stale", Read(token, Now.AddSeconds(60)));
    }

    [Fact]
    public void AResultIsNoListAndAListIsNoResult()
    {
        var list = List().ToPayload();
        Assert.Equal("status_list_invalid", Read(Standard.Envelope().Token, Now));
        Assert.Equal("status_list_invalid", Read(ResultCase.Sign(AttestationResult.TokenType, list), Now));
        Assert.Equal(
            "signature:type",
            Standard.Verifier.Verify(new ResultEnvelope(ResultCase.Sign(RevocationStatement.TokenType, list), null), Now).Faults[0].Code);
    }

    [Theory]
    [InlineData("""{"iss":"a","sub":"b","iat":1,"number":1}""")]
    [InlineData("""{"iss":"a","sub":"b","iat":1,"number":1,"revoked":{"agent":"x"}}""")]
    [InlineData("""{"iss":"a","sub":"b","iat":1,"number":1,"revoked":{"agent":[1]}}""")]
    [InlineData("""{"iss":"a","sub":"b","iat":1,"number":-1,"revoked":{}}""")]
    public void WhatIsNotWholeIsNoList(string payload) => Assert.False(RevocationStatement.TryParse(Encoding.UTF8.GetBytes(payload), out _));

    private static string? Read(string token, DateTimeOffset at)
    {
        var list = Standard.Verifier.ReadList(token, at, out var fault);
        Assert.Equal(fault is null, list is not null);
        return fault?.Code;
    }

    private static RevocationStatement List(params (string Kind, string[] Values)[] revoked) => new()
    {
        Issuer = "https://control.example.com",
        Uri = "https://control.example.com/v1/status-list",
        Number = 7,
        IssuedAt = Now,
        Revoked = revoked.ToDictionary(entry => entry.Kind, entry => (IReadOnlySet<string>)entry.Values.ToHashSet(), StringComparer.Ordinal),
    };
}
