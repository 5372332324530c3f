using System.Globalization;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Copies;
using EasyEnclave.Storage.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Node;

/// <summary>A whole store that no server uses: <c>store verify</c>, <c>store export FILE</c>, <c>store import FILE</c>, <c>store migrate FROM TO</c>.</summary>
internal static class StoreVerb
{
    private const string Usage = """
        usage: easyenclave store verify [STORE]          checks every event and the whole ledger
               easyenclave store export FILE [STORE]     writes everything into a new file; keep it as closely as the store
               easyenclave store import FILE [STORE]     reads such a file into an empty store
               easyenclave store migrate FROM TO         copies the store FROM into the empty store TO, and compares them
        STORE is postgres://user:password@host/database, @FILE with such an address in it, or the path of a SQLite file; by default the one of the settings.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        Func<Task>? work = arguments switch
        {
            ["verify"] => () => VerifyAsync(null),
            ["verify", string store] => () => VerifyAsync(store),
            ["export", string file] => () => ExportAsync(file, null),
            ["export", string file, string store] => () => ExportAsync(file, store),
            ["import", string file] => () => ImportAsync(file, null),
            ["import", string file, string store] => () => ImportAsync(file, store),
            ["migrate", string from, string to] => () => MigrateAsync(from, to),
            _ => null,
        };
        if (work is null)
        {
            await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            await work().ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is StoreException or StoreCopyException or LedgerViolationException or InvalidOperationException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("error: " + e.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static async Task VerifyAsync(string? address)
    {
        await using SqlStore store = await OpenAsync(address, mustExist: true).ConfigureAwait(false);
        await CheckAsync(store).ConfigureAwait(false);
        Tell(await store.ReadSummaryAsync(CancellationToken.None).ConfigureAwait(false));
    }

    private static async Task ExportAsync(string file, string? address)
    {
        await using SqlStore store = await OpenAsync(address, mustExist: true).ConfigureAwait(false);
        await using FileStream output = NewFile(file, FileOptions.None);
        await store.ExportAsync(output, CancellationToken.None).ConfigureAwait(false);
        Tell(await store.ReadSummaryAsync(CancellationToken.None).ConfigureAwait(false));
    }

    private static async Task ImportAsync(string file, string? address)
    {
        await using FileStream input = File.OpenRead(file);
        await using SqlStore store = await OpenAsync(address, mustExist: false).ConfigureAwait(false);
        await store.ImportAsync(input, TimeProvider.System.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        Tell(await store.ReadSummaryAsync(CancellationToken.None).ConfigureAwait(false));
    }

    private static async Task MigrateAsync(string from, string to)
    {
        await using SqlStore source = await OpenAsync(from, mustExist: true).ConfigureAwait(false);
        await using SqlStore target = await OpenAsync(to, mustExist: false).ConfigureAwait(false);
        await using FileStream between = NewFile(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileOptions.DeleteOnClose);
        await source.ExportAsync(between, CancellationToken.None).ConfigureAwait(false);
        between.Position = 0;
        await target.ImportAsync(between, TimeProvider.System.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        StoreSummary before = await source.ReadSummaryAsync(CancellationToken.None).ConfigureAwait(false);
        StoreSummary after = await target.ReadSummaryAsync(CancellationToken.None).ConfigureAwait(false);
        if (before.Ledger != after.Ledger || before.Rows != after.Rows || !before.Logs.SequenceEqual(after.Logs))
        {
            throw new StoreException(StoreFault.InUse, "Somebody wrote to one of the stores meanwhile: stop all servers of both, empty the second, and begin again.");
        }

        Tell(after);
    }

    private static async Task CheckAsync(SqlStore store)
    {
        await store.VerifyAsync(CancellationToken.None).ConfigureAwait(false);
        if (await store.VerifyLedgerAsync(CancellationToken.None).ConfigureAwait(false) is { } violation)
        {
            throw new LedgerViolationException(violation);
        }
    }

    private static async Task<SqlStore> OpenAsync(string? address, bool mustExist)
    {
        string place = address is ['@', .. string file] ? (await File.ReadAllTextAsync(file).ConfigureAwait(false)).Trim() : address ?? OfSettings();
        if (mustExist && !StoreAddress.IsDatabase(place) && !File.Exists(place))
        {
            throw new IOException($"There is no store {place}.");
        }

        return await StoreAddress.OpenAsync(place, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None).ConfigureAwait(false);
    }

    private static string OfSettings() => Startup.Options([], null, new Dictionary<string, string?>()) is { } options
        ? options.StorePlace()
        : throw new InvalidOperationException("The settings cannot be used.");

    // It holds keys: nobody else may read it.
    private static FileStream NewFile(string path, FileOptions options)
    {
        FileStreamOptions how = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = options };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, how);
    }

    private static void Tell(StoreSummary summary)
    {
        foreach ((string log, long head, string hash) in summary.Logs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log {log}: {head} events, head {hash}"));
        }

        LedgerHead ledger = summary.Ledger;
        string end = Convert.ToHexStringLower(ledger.Hash.Span);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"ledger: {ledger.Seq} transfers, {ledger.Commands} commands, {ledger.Accounts} accounts, head {end}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Rows} rows"));
    }
}
