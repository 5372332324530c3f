using System.Net.Sockets;

namespace EasyEnclave.ContactDiscovery;

/// <summary>The program: reads its settings, serves until it is told to stop, or asks a running one how it is.</summary>
internal static class ContactProgram
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs with these arguments: none to serve, <c>health</c> to ask.</summary>
    public static async Task<int> RunAsync(string[] args, Func<string, string?> variable, TextWriter output, TextWriter errors)
    {
        if (args is not ([] or ["health"]))
        {
            await errors.WriteLineAsync("usage: EasyEnclave.ContactDiscovery [health]; all settings are variables, see docker/example/README.md");
            return WrongUsage;
        }

        (ContactOptions options, IReadOnlyList<string> faults) = ContactOptionsReader.Read(variable);
        if (args is ["health"])
            return await HealthQuestion.AskAsync(options) ? Done : Failed;

        foreach (string fault in faults)
            await errors.WriteLineAsync("error: " + fault);
        return faults.Count > 0 ? WrongUsage : await ServeAsync(options, output, errors);
    }

    private static async Task<int> ServeAsync(ContactOptions options, TextWriter output, TextWriter errors)
    {
        await using ContactServer server = ContactServer.Create(options, TimeProvider.System);
        try
        {
            await server.StartAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"error: cannot listen on {options.Address}: {e.Message}");
            return Failed;
        }

        await output.WriteLineAsync($"contact discovery listens on {server.Address}; key and numbers are in memory alone and end with this process");
        await server.UntilStoppedAsync();
        return Done;
    }
}
