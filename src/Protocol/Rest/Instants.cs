using System.Globalization;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Instants as the protocol writes them: RFC 3339 in UTC with a <c>Z</c>.</summary>
public static class Instants
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    /// <summary>The text of an instant, with as many digits of the second as it has.</summary>
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
