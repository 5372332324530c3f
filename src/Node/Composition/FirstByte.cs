using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace EasyEnclave.Node.Composition;

/// <summary>Cuts a connection off that sends nothing at all: until its first byte a peer has shown no more than that it can connect.</summary>
internal sealed class FirstByte(ConnectionDelegate next, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task RunAsync(ConnectionContext connection)
    {
        using (CancellationTokenSource late = new(Deadline, time))
        {
            try
            {
                ReadResult first = await connection.Transport.Input.ReadAsync(late.Token);

                // Nothing is taken and nothing counts as seen: whoever reads next finds it all.
                connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            }
            catch (Exception e) when (e is OperationCanceledException or ConnectionResetException)
            {
                return;
            }
        }

        await next(connection);
    }
}
