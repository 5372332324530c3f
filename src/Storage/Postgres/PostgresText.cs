using System.Text;
using System.Text.RegularExpressions;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Shared SQL in PostgreSQL's words: for one row, and for a plain insert or an update by a key also for many rows at once.</summary>
/// <param name="One">With parameters as <c>$1</c>.</param>
/// <param name="Many">The same with an array for each parameter; null where it is neither.</param>
/// <param name="Parameters">How many parameters it has.</param>
internal sealed partial record PostgresText(string One, string? Many, int Parameters)
{
    public static PostgresText Of(string sql)
    {
        var text = new StringBuilder(sql.Length + 16);
        var (last, most) = (0, 0);
        for (var at = 0; at < sql.Length; at++)
        {
            if (sql[at] != '?')
            {
                text.Append(sql[at]);
                continue;
            }

            var digits = at + 1;
            while (digits < sql.Length && char.IsAsciiDigit(sql[digits]))
                digits++;
            last = digits == at + 1 ? last + 1 : int.Parse(sql.AsSpan(at + 1, digits - at - 1), provider: null);
            most = Math.Max(most, last);
            text.Append('$').Append(last);
            at = digits - 1;
        }

        var one = text.ToString();
        return new PostgresText(one, ManyOf(one), most);
    }

    private static string? ManyOf(string one)
    {
        if (PlainInsert().Match(one) is { Success: true } insert)
            return $"{insert.Groups["into"]} SELECT * FROM unnest({insert.Groups["values"]})";
        if (PlainUpdate().Match(one) is not { Success: true } update)
            return null;
        var table = update.Groups["table"].Value;
        var columns = update.Groups["column"].Captures.Zip(update.Groups["value"].Captures, static (column, value) => (column.Value, value.Value)).ToList();
        var set = string.Join(", ", columns.Select(static column => $"{column.Item1} = v{column.Item2}"));
        var names = string.Join(", ", columns.Select(static column => $"v{column.Item2}"));
        var values = string.Join(", ", columns.Select(static column => $"${column.Item2}"));
        var key = update.Groups["at"].Value;
        return $"UPDATE {table} SET {set} FROM unnest({values}, ${key}) AS rows({names}, v{key}) WHERE {table}.{update.Groups["key"]} = v{key}";
    }

    [GeneratedRegex(@"^(?<into>INSERT INTO \w+\([\w, \s]+\))\s+VALUES\((?<values>\$\d+(, \$\d+)*)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainInsert();

    [GeneratedRegex(
        @"^UPDATE (?<table>\w+) SET ((?<column>\w+) = \$(?<value>\d+)(, )?)+ WHERE (?<key>\w+) = \$(?<at>\d+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainUpdate();
}
