using EasyEnclave.Storage.Postgres;
using Npgsql;

namespace EasyEnclave.Tests.Storage;

public sealed class PostgresUrlTests
{
    [Fact]
    public void AnAddressIsReadPartByPart()
    {
        var parts = Read("postgres://e%40e:p%2Fw%3A%25@db.example:6432/control%20plane?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3");

        Assert.Equal(("e@e", "p/w:%", "db.example:6432", "control plane"), (parts.Username, parts.Password, parts.Host, parts.Database));
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem", 3, false), (parts.SslMode, parts.RootCertificate, parts.Timeout, parts.Pooling));
    }

    [Fact]
    public void OfSeveralHostsThePrimaryIsUsed()
    {
        var parts = Read("postgresql://ee@a,b:6432,[::1]/ee");

        Assert.Equal(("a:5432,b:6432,[::1]:5432", "primary"), (parts.Host, parts.TargetSessionAttributes));
    }

    [Fact]
    public void AFolderOfSocketsIsAHostToo() => Assert.Equal("/run/postgresql", Read("postgres:///ee?host=/run/postgresql").Host);

    [Theory]
    [InlineData("mysql://host/db", "postgres://")]
    [InlineData("Host=a;Password=secret", "postgres://")]
    [InlineData("postgres://ee:secret@host", "database")]
    [InlineData("postgres://ee:secret@/db", "host")]
    [InlineData("postgres://ee:secret@host:99999/db", "port")]
    [InlineData("postgres://ee:secret@host:x/db", "port")]
    [InlineData("postgres://ee:sec%ret@host/db", "%25")]
    [InlineData("postgres://ee:sec/ret@host/db", "%2F")]
    [InlineData("postgres://ee:secret@ho st/db", "host")]
    [InlineData("postgres://ee:secret@host;Password=x/db", "host")]
    [InlineData("postgres://ee:secret@host/db?sslmode=maybe", "sslmode")]
    [InlineData("postgres://ee:secret@host/db?options=-c%20fsync=off", "options")]
    [InlineData("postgres://ee:secret@host/db?connect_timeout=0", "connect_timeout")]
    public void WhatCannotBeMeantIsToldWithoutThePassword(string url, string says)
    {
        Assert.False(PostgresUrl.TryRead(url, out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("ret@", fault, StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Read(string url)
    {
        Assert.True(PostgresUrl.TryRead(url, out var text, out var fault), fault);
        return new NpgsqlConnectionStringBuilder(text);
    }
}
