namespace EasyEnclave.Edge.Proxy;

/// <summary>The mark on connections of the proxy listener: a connection has it from its door on, whatever port that is.</summary>
internal sealed class ProxyConnection
{
    private ProxyConnection()
    {
    }

    /// <summary>The one there is.</summary>
    public static ProxyConnection Mark { get; } = new();
}
