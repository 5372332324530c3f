using System.Net;
using System.Text;

namespace EasyEnclave.Bench.Load;

/// <summary>What the load asks, and whose CPU counts for it.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Server">Where it is.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="Processes">All processes that work for the answer, the backend and the load itself aside.</param>
internal sealed record HttpTarget(string Name, Uri Server, string Path, IReadOnlyList<int> Processes)
{
    /// <summary>Where a body has this, each request writes a number of its own, of as many digits.</summary>
    public const string Number = "00000000000000000000";

    /// <summary>A header line to send, with its end; empty for none.</summary>
    public string Header { get; init; } = "";

    /// <summary>JSON to send; null for a GET.</summary>
    public string? Body { get; init; }

    public IPEndPoint Address => new(IPAddress.Parse(Server.Host), Server.Port);

    public byte[] Request => Encoding.ASCII.GetBytes(
        $"{(Body is null ? "GET" : "POST")} {Path} HTTP/1.1\r\nHost: {Server.Authority}\r\n{Header}User-Agent: bench\r\nAccept: */*\r\n"
        + (Body is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
}
