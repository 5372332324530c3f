using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Node;

/// <summary>The ledger of a server that does not run: <c>ledger verify</c>, <c>ledger export FILE</c>, <c>ledger import FILE</c>, <c>ledger accept-shorter</c>.</summary>
internal static class LedgerVerb
{
    private const string Usage = "usage: easyenclave ledger verify | export FILE | import FILE | accept-shorter   [settings, EE_DB_PATH or EE_DB_URL above all]";

    public static async Task<int> RunAsync(string[] arguments)
    {
        (string verb, string? file, string[] rest) = arguments switch
        {
            ["verify" or "accept-shorter", .. string[] after] => (arguments[0], null, after),
            ["export" or "import", string path, .. string[] after] when !path.StartsWith('-') => (arguments[0], path, after),
            _ => ("", null, []),
        };
        if (verb.Length == 0)
        {
            await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        if (Startup.Options(rest, null, new Dictionary<string, string?>()) is not { } options)
        {
            return ExitCode.Usage;
        }

        try
        {
            return await RunAsync(verb, file, options).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or JournalException or InvalidDataException or LedgerViolationException
            or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("error: " + e.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static async Task<int> RunAsync(string verb, string? file, NodeOptions options)
    {
        await using SqlStore store = await StoreAddress.OpenAsync(
            options.StorePlace(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None).ConfigureAwait(false);
        switch (verb)
        {
            case "export":
                await using (FileStream output = new(file!, FileMode.CreateNew, FileAccess.Write))
                {
                    await JournalFile.WriteAsync(store, output, CancellationToken.None).ConfigureAwait(false);
                }

                break;
            case "import":
                LogLease lease = await store.JoinAsync(
                    ILedgerStore.Log, TimeProvider.System.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
                await JournalFile.ImportAsync(store, lease, () => File.OpenRead(file!), CancellationToken.None).ConfigureAwait(false);
                break;
            case "accept-shorter":
                await AcceptAsync(store, options).ConfigureAwait(false);
                break;
            default:
                if (await store.VerifyLedgerAsync(CancellationToken.None).ConfigureAwait(false) is { } violation)
                {
                    throw new LedgerViolationException(violation);
                }

                break;
        }

        LedgerHead head = await store.ReadLedgerHeadAsync(CancellationToken.None).ConfigureAwait(false);
        Console.WriteLine($"{verb}: {head.Seq} transfers, {head.Commands} commands, {head.Accounts} accounts, head {Convert.ToHexStringLower(head.Hash.Span)}");
        return ExitCode.Done;
    }

    /// <summary>Signs the ledger as it is, though checkpoints saw more of it: whoever restored an older backup on purpose says so here.</summary>
    private static async Task AcceptAsync(IStore store, NodeOptions options)
    {
        using SealingKey sealing = await KeyFile.OpenAsync(options.KeyFilePath, store, CancellationToken.None).ConfigureAwait(false);
        LogLease lease = await store.JoinAsync("operator", TimeProvider.System.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        await using StoreWriter writer = new(store, lease, static _ => { }, TimeProvider.System, NullLogger<StoreWriter>.Instance);
        using SigningKeys keys = await SigningKeys.OpenAsync(store, writer, sealing, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        using LedgerCheckpoints checkpoints = new(
            store, writer, keys, new CheckpointFile(options.KeyFilePath), TimeProvider.System, NullLogger<LedgerCheckpoints>.Instance);
        if (await checkpoints.AcceptAsync(CancellationToken.None).ConfigureAwait(false) is null)
        {
            throw new IOException("The store did not take the new checkpoint.");
        }
    }
}
