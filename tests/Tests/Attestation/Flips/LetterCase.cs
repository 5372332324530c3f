using System.Text;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>The one thing in an answer that may differ without meaning anything else: whether a hex digit of its signature is a capital.</summary>
internal static class LetterCase
{
    private const int Bit = 5;

    /// <summary>The bits that hold the case of the letters in the signature of <c>{"…":{…},"signature":"…"}</c>.</summary>
    public static IEnumerable<int> OfSignature(byte[] answer)
    {
        var text = Encoding.ASCII.GetString(answer);
        var start = text.LastIndexOf("\"signature\"", StringComparison.Ordinal) + "\"signature\"".Length;
        start = text.IndexOf('"', start) + 1;
        return Enumerable.Range(start, 128).Where(place => char.IsAsciiLetter(text[place])).Select(place => (place * 8) + Bit);
    }
}
