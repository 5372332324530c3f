using System.Net;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Where the service listens.</summary>
internal abstract record ListenAddress
{
    private ListenAddress()
    {
    }

    /// <summary>A TCP port; 0 takes a free one.</summary>
    public sealed record Tcp(IPAddress Host, int Port) : ListenAddress
    {
        public override string ToString() => "http://" + new IPEndPoint(Host, Port);
    }

    /// <summary>A unix socket at an absolute path.</summary>
    public sealed record Socket(string Path) : ListenAddress
    {
        public override string ToString() => "unix:" + Path;
    }
}
