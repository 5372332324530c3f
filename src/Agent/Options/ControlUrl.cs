using System.Net;
using EasyEnclave.Agent.Tunnel;

namespace EasyEnclave.Agent.Options;

/// <summary>The rules for the tunnel's address.</summary>
internal static class ControlUrl
{
    private const string Name = "EE_CONTROL_WS";

    public static Uri? Read(VariableReader reader, bool allowPrivate)
    {
        string? text = reader.Text(Name);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("ws" or "wss") || url.Host.Length == 0
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            reader.Fault(Name, $"{(text is null ? "is not set" : "is not valid")}; give the tunnel's address, such as wss://control.example.com/v1/tunnel");
            return null;
        }

        if (Verdict(url, allowPrivate) is { } remedy)
            reader.Fault(Name, remedy);
        return url.AbsolutePath == "/" ? new Uri(url, "/v1/tunnel") : url;
    }

    // A name that is not localhost is judged by its addresses, each time it is dialled.
    private static string? Verdict(Uri url, bool allowPrivate)
    {
        IPAddress? address = url.IsLoopback ? IPAddress.Loopback : IPAddress.TryParse(url.IdnHost, out IPAddress? parsed) ? parsed : null;
        if (url.Scheme == "ws" && (address is null || !IPAddress.IsLoopback(address)))
            return "is not encrypted; use wss:// (ws:// is taken only to loopback)";
        if (address is not null && !allowPrivate && !NetworkAddress.IsPublic(address))
            return "is on a private address; set EE_CONTROL_WS_ALLOW_PRIVATE=true if it is meant";
        return null;
    }
}
