using System.Security.Cryptography;
using System.Text.Json;

namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>Reads a journal file line by line, and checks its frame: the first line, the order, and the last line against all before it.</summary>
/// <param name="input">The file, from its beginning.</param>
public sealed class JournalReader(Stream input)
{
    /// <summary>What the first line says.</summary>
    public const string Version = "easyenclave-ledger-1";

    // A line is a transfer or a command; a memo has 500 characters and a note is an answer.
    private const int LineBytes = 1024 * 1024;

    private readonly byte[] _buffer = new byte[LineBytes];
    private int _start;
    private int _filled;
    private long _line;

    /// <summary>The file's last line; null until it was read.</summary>
    public JournalEnd? End { get; private set; }

    /// <summary>Reads all lines between the first and the last; each once.</summary>
    /// <exception cref="JournalException">It is not a journal, or not a whole one.</exception>
    public IEnumerable<JournalLine> Lines()
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long commands = 0;
        for (ReadOnlyMemory<byte> bytes = Next(); !bytes.IsEmpty; bytes = Next())
        {
            JournalLine line = Parse(bytes.Span[..^1]);
            if (_line == 1 ? line.Journal != Version : line.Journal is not null)
            {
                throw new JournalException(_line, $"the first line and no other says {Version}");
            }

            if (line.End is { } end)
            {
                Close(end, commands, sha.GetHashAndReset());
                yield break;
            }

            sha.AppendData(bytes.Span);
            if (line.Transfer is not null && commands > 0)
            {
                throw new JournalException(_line, "transfers come before commands");
            }

            commands += line.Command is null ? 0 : 1;
            if (_line > 1)
            {
                yield return line;
            }
        }

        throw new JournalException(_line + 1, "the file ends before its last line; it is cut off");
    }

    private void Close(JournalEnd end, long commands, byte[] sha)
    {
        if (end.Sha256 != Convert.ToHexStringLower(sha) || end.Commands != commands)
        {
            throw new JournalException(_line, "the last line is not that of the lines before it; the file was changed");
        }

        if (!Next().IsEmpty)
        {
            throw new JournalException(_line, "something follows the last line");
        }

        End = end;
    }

    private JournalLine Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            JournalLine? line = JsonSerializer.Deserialize(bytes, JournalJson.Default.JournalLine);
            bool one = line is not null
                && (line.Journal is null ? 0 : 1) + (line.Transfer is null ? 0 : 1) + (line.Command is null ? 0 : 1) + (line.End is null ? 0 : 1) == 1;
            return one ? line! : throw new JournalException(_line, "it holds not exactly one thing");
        }
        catch (JsonException fault)
        {
            throw new JournalException(_line, "it is not a line of a journal", fault);
        }
    }

    /// <summary>The next line with its end; empty at the end of the file.</summary>
    private ReadOnlyMemory<byte> Next()
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _filled - _start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, end + 1);
                _start += end + 1;
                _line++;
                return line;
            }

            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            (_start, _filled) = (0, _filled - _start);
            if (_filled == _buffer.Length)
            {
                throw new JournalException(_line + 1, $"it is longer than {LineBytes} bytes");
            }

            int read = input.Read(_buffer, _filled, _buffer.Length - _filled);
            if (read == 0)
            {
                return _filled == 0 ? default : throw new JournalException(_line + 1, "it has no end; the file is cut off");
            }

            _filled += read;
        }
    }
}
