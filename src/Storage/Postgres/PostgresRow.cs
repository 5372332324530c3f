using NpgsqlTypes;

namespace EasyEnclave.Storage.Postgres;

/// <summary>One row on its way into a statement for many.</summary>
/// <param name="Many">The statement.</param>
/// <param name="Types">Of each parameter.</param>
/// <param name="Values">Of each parameter; the array is used again for the next row.</param>
/// <param name="Expected">What its statement alone would do.</param>
/// <param name="Key">The table and the key of what it writes, where other statements may write that too; null where none does.</param>
internal readonly record struct PostgresRow(string Many, NpgsqlDbType[] Types, object?[] Values, Expectation Expected, (string Table, string Key)? Key);
