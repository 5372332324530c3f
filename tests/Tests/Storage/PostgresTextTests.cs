using EasyEnclave.Storage.Postgres;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Tests.Storage;

public sealed class PostgresTextTests
{
    [Fact]
    public void PlaceholdersAreNumbered()
    {
        Assert.Equal(("SELECT $1, $2, $1, $2", 2), Of("SELECT ?, ?, ?1, ?2"));
        Assert.Equal(("SELECT $3, $4", 4), Of("SELECT ?3, ?"));
    }

    [Fact]
    public void APlainInsertOrUpdateCanTakeManyRows()
    {
        Assert.Equal("INSERT INTO t(a, b) SELECT * FROM unnest($2, $1)", PostgresText.Of("INSERT INTO t(a, b) VALUES(?2, ?1)").Many);
        Assert.Equal(
            "UPDATE t SET a = v2, b = coalesce(b, v3) FROM unnest($1, $2, $3) AS rows(v1, v2, v3) WHERE no = v1 AND c IS NULL AND no = ANY($1)",
            PostgresText.Of("UPDATE t SET a = ?2, b = coalesce(b, ?3) WHERE no = ?1 AND c IS NULL").Many);
        Assert.Equal(
            "UPDATE t SET a = v2 FROM unnest($1, $2) AS rows(v1, v2) " +
                "WHERE no = v1 AND (c IS NULL OR (c > v2)) AND EXISTS(SELECT 1 FROM u WHERE u.no = t.u) AND no = ANY($1)",
            PostgresText.Of("UPDATE t SET a = ?2 WHERE no = ?1 AND (c IS NULL OR (c > ?2)) AND EXISTS(SELECT 1 FROM u WHERE u.no = t.u)").Many);
        Assert.Equal(
            "INSERT INTO t(a) SELECT * FROM unnest($1) ON CONFLICT DO NOTHING", PostgresText.Of("INSERT INTO t(a) VALUES(?) ON CONFLICT DO NOTHING").Many);
    }

    [Theory]
    [InlineData("INSERT INTO t(a) VALUES(?) ON CONFLICT(a) DO UPDATE SET a = excluded.a")]
    [InlineData("INSERT INTO t(a) SELECT ?")]
    [InlineData("INSERT INTO t(a, b) VALUES(?, 1)")]
    [InlineData("UPDATE t SET a = ?2 WHERE no IN (SELECT no FROM u WHERE b = ?1)")]
    [InlineData("UPDATE t SET a = (SELECT max(b) FROM u) WHERE no = ?1")]
    [InlineData("UPDATE t SET a = ?2 WHERE no = ?1 AND EXISTS(SELECT 1 FROM u WHERE b = ?2)")]
    [InlineData("UPDATE t SET a = ?2 WHERE no = ?1 AND b IN (SELECT b FROM u)")]
    [InlineData("SELECT a FROM t WHERE b = ?")]
    public void AnythingElseCannot(string sql) => Assert.Null(PostgresText.Of(sql).Many);

    [Theory]
    [InlineData(RowWriter.InsertAgent)]
    [InlineData(RowWriter.UpdateAgent)]
    [InlineData(RowWriter.UpdateAgentAndQuote)]
    [InlineData(RowWriter.InsertSession)]
    [InlineData(RowWriter.EndSession)]
    [InlineData(RowWriter.EndExceptions)]
    public void WhatAnAgentsReturnWritesGoesTogetherWithOthers(string sql) => Assert.NotNull(PostgresText.Of(sql).Many);

    private static (string One, int Parameters) Of(string sql) => (PostgresText.Of(sql).One, PostgresText.Of(sql).Parameters);
}
