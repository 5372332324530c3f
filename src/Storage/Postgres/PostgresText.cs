using System.Text;
using System.Text.RegularExpressions;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Shared SQL in PostgreSQL's words: for one row, and for an insert also for many rows at once.</summary>
/// <param name="One">With parameters as <c>$1</c>.</param>
/// <param name="Many">The same with an array for each parameter; null where it is no plain insert.</param>
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
        var insert = PlainInsert().Match(one);
        return new PostgresText(one, insert.Success ? $"{insert.Groups["into"]} SELECT * FROM unnest({insert.Groups["values"]})" : null, most);
    }

    [GeneratedRegex(@"^(?<into>INSERT INTO \w+\([\w, \s]+\))\s+VALUES\((?<values>[$\d, ]+)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainInsert();
}
