using System.Security.Cryptography;
using System.Text.Json;

namespace EasyEnclave.Storage.Copies;

/// <summary>The lines of a copy, one after the other, with the hash of all that came before the present one.</summary>
internal sealed class CopyLines(Stream input, int most) : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _begin;
    private int _end;
    private int _lineEnd;
    private long _number;
    private JsonDocument? _line;

    /// <summary>The present line.</summary>
    public JsonElement Line => _line!.RootElement;

    /// <summary>The SHA-256 of all lines before the present one, in hex.</summary>
    public string HashBefore => Convert.ToHexStringLower(_sha.GetCurrentHash());

    /// <summary>Goes to the next line; false at the end.</summary>
    /// <exception cref="StoreCopyException">It is no JSON, too long, or the last one without its end.</exception>
    public bool Next()
    {
        _sha.AppendData(_buffer, _begin, _lineEnd - _begin);
        _begin = _lineEnd;
        _line?.Dispose();
        _line = null;
        _number++;
        for (var searched = _begin; ;)
        {
            var at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                _lineEnd = searched + at + 1;
                Parse();
                return true;
            }

            searched = _end - _begin;
            if (!Fill())
                return _end == _begin ? false : throw Fault("it has no end");
            searched += _begin;
        }
    }

    public StoreCopyException Fault(string what, Exception? inner = null) => new($"Line {_number} of the copy cannot be read: {what}.", inner);

    public void Dispose()
    {
        _line?.Dispose();
        _sha.Dispose();
    }

    private void Parse()
    {
        try
        {
            _line = JsonDocument.Parse(_buffer.AsMemory(_begin, _lineEnd - _begin));
        }
        catch (JsonException fault)
        {
            throw Fault("it is no JSON", fault);
        }
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_end, _lineEnd, _begin) = (_end - _begin, 0, 0);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= most)
                throw Fault("it is too long");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
