using System.Text;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Why names could not be set.</summary>
/// <param name="Kind">Which way it failed.</param>
/// <param name="Detail">What that means and what to do, in one line without a full stop.</param>
public sealed record DnsFault(DnsFaultKind Kind, string Detail)
{
    /// <summary>The kind as programs read it: <c>zone_unknown</c>.</summary>
    public string Code { get; } = Snake($"{Kind}");

    private static string Snake(string name)
    {
        StringBuilder text = new();
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
