using System.Globalization;
using System.Text;

namespace EasyEnclave.Edge.Ledger;

/// <summary>What a command asks for, as text that is equal for equal wishes however they were written, and different for different ones.</summary>
internal static class Wish
{
    /// <summary>Each part as its length and itself; a part that is not there as a dash.</summary>
    public static byte[] Of(params ReadOnlySpan<string?> parts)
    {
        StringBuilder text = new();
        foreach (string? part in parts)
        {
            if (part is null)
            {
                text.Append("-;");
            }
            else
            {
                text.Append(part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part).Append(';');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
