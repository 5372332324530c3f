using System.Net.Sockets;
using System.Text;

namespace EasyEnclave.Node;

/// <summary>Tells the supervisor that started this process how far it is, by systemd's protocol (sd_notify(3)); says nothing where none asked.</summary>
internal static class SupervisorNotice
{
    /// <summary>The variable in which a supervisor names the socket that it listens on.</summary>
    public const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>It listens, and serves.</summary>
    public static void Ready() => Send("READY=1\n", Environment.GetEnvironmentVariable(SocketVariable));

    /// <summary>It was told to stop, and lets running requests end.</summary>
    public static void Stopping() => Send("STOPPING=1\n", Environment.GetEnvironmentVariable(SocketVariable));

    /// <summary>Sends a notice to a socket's path, or to an abstract name after <c>@</c>; a supervisor that is gone is not missed.</summary>
    internal static void Send(string notice, string? address)
    {
        if (string.IsNullOrEmpty(address) || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(notice), new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // The supervisor's own deadline tells it.
        }
    }
}
