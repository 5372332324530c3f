using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace EasyEnclave.Agent.Options;

/// <summary>Where the workload behind the agent listens: plain HTTP on a host and port, or a unix socket.</summary>
public abstract record BackendAddress
{
    private BackendAddress()
    {
    }

    /// <summary>The scheme and authority that every request to the backend carries, without a trailing slash.</summary>
    public abstract string Origin { get; }

    /// <summary>Whether requests cannot leave this machine.</summary>
    public abstract bool IsLocal { get; }

    /// <summary>Reads <c>http://host:port</c> or <c>unix:/path</c>; false for anything else, a path or credentials included.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BackendAddress? address)
    {
        address = null;
        if (text is null || text.Any(char.IsControl))
            return false;

        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = text["unix:".Length..];
            // A socket's path is at most 107 bytes on Linux (sun_path with its closing zero).
            if (path.StartsWith('/') && path.Length is > 1 and <= 107)
                address = new Unix(path);
            return address is not null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Host.Length > 0
            && uri.UserInfo.Length == 0 && uri.PathAndQuery == "/" && uri.Fragment.Length == 0)
        {
            address = new Http(uri.IdnHost, uri.Port);
        }

        return address is not null;
    }

    /// <summary>A backend on a TCP port.</summary>
    /// <param name="Host">A name or an address, an IPv6 one without brackets.</param>
    /// <param name="Port">1 to 65535.</param>
    public sealed record Http(string Host, int Port) : BackendAddress
    {
        /// <inheritdoc />
        public override string Origin => string.Create(CultureInfo.InvariantCulture, $"http://{Bracketed}:{Port}");

        /// <inheritdoc />
        public override bool IsLocal =>
            string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

        private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

        /// <inheritdoc />
        public override string ToString() => Origin;
    }

    /// <summary>A backend on a unix socket; its authority is <c>localhost</c>.</summary>
    /// <param name="Path">The socket's absolute path.</param>
    public sealed record Unix(string Path) : BackendAddress
    {
        /// <inheritdoc />
        public override string Origin => "http://localhost";

        /// <inheritdoc />
        public override bool IsLocal => true;

        /// <inheritdoc />
        public override string ToString() => "unix:" + Path;
    }
}
