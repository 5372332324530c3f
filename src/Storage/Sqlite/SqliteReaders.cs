using System.Collections.Concurrent;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>A few connections that read beside the writer, each seeing the last commit at the moment its read begins.</summary>
/// <remarks>
/// Reads run on the caller's thread: the point reads take microseconds from memory. At most <see cref="Connections"/> are inside SQLite
/// at once, the rest wait without a thread, so that a slow disk holds no more than those.
/// </remarks>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private const int Connections = 4;

    private readonly SemaphoreSlim _free = new(Connections, Connections);
    private readonly ConcurrentStack<SqliteLink> _idle = new();

    public async ValueTask<T> ReadAsync<T>(Func<SqliteLink, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            var link = _idle.TryPop(out var idle) ? idle : SqliteLink.OpenToRead(path);
            try
            {
                return read(link);
            }
            finally
            {
                _idle.Push(link);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way, and closes.</summary>
    public async ValueTask CloseAsync()
    {
        for (var taken = 0; taken < Connections; taken++)
            await _free.WaitAsync(CancellationToken.None);
        Dispose();
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var link))
            link.Dispose();
        _free.Dispose();
    }
}
