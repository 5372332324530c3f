using EasyEnclave.Actors.Ledger.Checkpoints;

namespace EasyEnclave.Node.Composition;

/// <summary>The ledger's last checkpoint in a file beside the key file, written beside and moved: whole or not at all.</summary>
internal sealed class CheckpointFile(string keyFile) : ICheckpointKeep
{
    private readonly string _path = Path.GetFullPath(keyFile) + ".checkpoint";

    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        // One character more than it may have, so that nobody makes this process read a large file.
        char[] text = new char[LedgerCheckpoint.MaxLength + 1];
        using StreamReader reader = new(_path);
        int length = await reader.ReadBlockAsync(text, cancellationToken).ConfigureAwait(false);
        return new string(text, 0, length).TrimEnd();
    }

    public async ValueTask WriteAsync(string document, CancellationToken cancellationToken)
    {
        string draft = $"{_path}.{Environment.ProcessId}";
        FileStream stream = new(draft, FileMode.Create, FileAccess.Write);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(document), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, _path, overwrite: true);
    }
}
