using System.Globalization;
using System.Net;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Makes the options from the environment, or tells all that is wrong with it at once.</summary>
internal static class ContactOptionsReader
{
    private const int TokenLengthMin = 16;
    private const int TokenLengthMax = 256;
    private const int TokensMax = 100;
    private const int TokenFileBytesMax = 64 * 1024;

    /// <summary>Reads the variables; empty is unset. With faults the options are worth nothing but their address.</summary>
    public static (ContactOptions Options, IReadOnlyList<string> Faults) Read(Func<string, string?> variable)
    {
        List<string> faults = [];
        string? Text(string name) => variable(name) is { Length: > 0 } text ? text : null;
        ContactOptions options = new()
        {
            Address = Address(Text, faults),
            Tokens = Tokens(Text, faults),
            NumbersPerHour = Number(Text, faults, "CONTACT_NUMBERS_PER_HOUR", 10_000, ContactOptions.ContactsMax, 1_000_000_000),
            NumbersMax = Number(Text, faults, "CONTACT_NUMBERS_MAX", 1_000_000, 1, 20_000_000),
        };
        return (options, faults);
    }

    private static ListenAddress Address(Func<string, string?> text, List<string> faults)
    {
        string host = text("CONTACT_HOST") ?? "127.0.0.1";
        int port = Number(text, faults, "CONTACT_PORT", 8080, 0, IPEndPoint.MaxPort);
        if (text("CONTACT_SOCKET") is { } path)
        {
            // A socket's path is at most 107 bytes on Linux (sun_path with its closing zero).
            if (!path.StartsWith('/') || path.Length > 107)
                faults.Add("CONTACT_SOCKET: is no absolute path of at most 107 characters");
            if (text("CONTACT_HOST") is not null || text("CONTACT_PORT") is not null)
                faults.Add("CONTACT_SOCKET: cannot stand beside CONTACT_HOST or CONTACT_PORT; unset one or the other");
            return new ListenAddress.Socket(path);
        }

        if (!IPAddress.TryParse(host, out IPAddress? address))
            faults.Add("CONTACT_HOST: is no IP address; give 127.0.0.1, or 0.0.0.0 in a container of its own");
        return new ListenAddress.Tcp(address ?? IPAddress.Loopback, port);
    }

    private static IReadOnlyList<string> Tokens(Func<string, string?> text, List<string> faults)
    {
        string? one = text("CONTACT_API_TOKEN");
        string? file = text("CONTACT_API_TOKEN_FILE");
        if (one is not null && file is not null)
        {
            faults.Add("CONTACT_API_TOKEN_FILE: cannot stand beside CONTACT_API_TOKEN; unset one of them");
            return [];
        }

        (string name, string? held) = file is null ? ("CONTACT_API_TOKEN", one) : ("CONTACT_API_TOKEN_FILE", TryReadFile(file, faults));
        string[] tokens = (held ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length == 0)
            faults.Add($"{name}: holds no token, so nobody could ask anything; give one of at least {TokenLengthMin} characters (openssl rand -hex 32)");
        else if (tokens.Length > TokensMax)
            faults.Add($"{name}: holds more than {TokensMax} tokens");
        else if (tokens.Any(token => token.Length is < TokenLengthMin or > TokenLengthMax || token.Any(c => c is <= ' ' or > '~')))
            faults.Add($"{name}: a token has {TokenLengthMin} to {TokenLengthMax} printable ASCII characters without blanks (openssl rand -hex 32)");
        return tokens;
    }

    private static string? TryReadFile(string path, List<string> faults)
    {
        try
        {
            if (new FileInfo(path).Length <= TokenFileBytesMax)
                return File.ReadAllText(path);
            faults.Add($"CONTACT_API_TOKEN_FILE: is larger than {TokenFileBytesMax} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add("CONTACT_API_TOKEN_FILE: names no file that can be read");
        }

        return null;
    }

    private static int Number(Func<string, string?> text, List<string> faults, string name, int otherwise, int least, int most)
    {
        if (text(name) is not { } given)
            return otherwise;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        faults.Add($"{name}: is no whole number from {least} to {most}");
        return otherwise;
    }
}
