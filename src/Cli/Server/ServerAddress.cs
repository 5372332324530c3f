using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Server;

/// <summary>Which server to ask, and the token that proves who asks.</summary>
internal sealed class ServerAddress
{
    private const string UrlVariable = "EE_CONTROL_URL";
    private const string TokenVariable = "EE_ADMIN_TOKEN";
    private const string DefaultUrl = "http://127.0.0.1:8088";

    private ServerAddress(Uri url, string? token)
    {
        Url = url;
        Token = token;
    }

    /// <summary>The server's address, ending in a slash.</summary>
    public Uri Url { get; }

    /// <summary>The bearer token, never shown; null where none is sent.</summary>
    public string? Token { get; }

    /// <summary>Puts together what was given by switch and by environment.</summary>
    public static bool TryResolve(
        Shell shell, string? server, [NotNullWhen(true)] out ServerAddress? address, [NotNullWhen(false)] out Outcome? fault)
    {
        address = null;
        if (!TryUrl(shell, server, "The token would travel unencrypted", out var url, out fault) || !TryToken(shell, out var token, out fault))
            return false;
        address = new ServerAddress(url, token);
        return true;
    }

    /// <summary>The same where nobody has to prove who asks: no token is read, and none is sent.</summary>
    public static bool TryResolveOpen(
        Shell shell, string? server, [NotNullWhen(true)] out ServerAddress? address, [NotNullWhen(false)] out Outcome? fault)
    {
        address = TryUrl(shell, server, "The keys that came could be anybody's", out var url, out fault) ? new ServerAddress(url, token: null) : null;
        return address is not null;
    }

    private static bool TryUrl(
        Shell shell, string? server, string danger, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out Outcome? fault)
    {
        fault = null;
        var text = server ?? Unempty(shell.Variable(UrlVariable)) ?? DefaultUrl;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            fault = Outcome.Usage("server_invalid", $"--server and {UrlVariable} take an address like {DefaultUrl}.");
            return false;
        }

        // The server would refuse it too, but by then the token has been on the wire for all to read.
        if (url.Scheme == "http" && !url.IsLoopback)
        {
            fault = Outcome.Usage("tls_required", $"{danger}: use https://, or a tunnel to the server's own loopback.");
            return false;
        }

        return true;
    }

    private static bool TryToken(Shell shell, [NotNullWhen(true)] out string? token, [NotNullWhen(false)] out Outcome? fault)
    {
        if (!SecretInput.TryRead(shell, TokenVariable, out token, out fault))
            return false;
        if (token is null)
            fault = Outcome.Usage("token_missing", $"{TokenVariable} is not set: it holds the server's admin token ({TokenVariable}_FILE names a file with it).");
        else if (!token.All(character => character is > ' ' and < '\x7F'))
            fault = Outcome.Usage("token_invalid", $"{TokenVariable} holds characters that no token has.");
        return fault is null;
    }

    private static string? Unempty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
