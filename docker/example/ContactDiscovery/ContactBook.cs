using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.ContactDiscovery;

/// <summary>The registered numbers, of which it keeps nothing but HMACs under a key that it draws itself and gives to nobody.</summary>
/// <remarks>
/// There are few enough phone numbers to try them all, so a plain hash would hide nothing; without the key an HMAC does. The key is
/// in the memory of this process alone, which the hardware encrypts: it is in no file, and it is gone when the process ends.
/// </remarks>
internal sealed class ContactBook : IDisposable
{
    // Pinned, so that the garbage collector leaves no copies of it behind.
    private readonly byte[] _key = GC.AllocateUninitializedArray<byte>(HMACSHA256.HashSizeInBytes, pinned: true);
    private readonly HashSet<Mark> _registered = [];
    private readonly Lock _lock = new();
    private readonly int _numbersMax;

    /// <summary>An empty book with a new key.</summary>
    public ContactBook(int numbersMax)
    {
        _numbersMax = numbersMax;
        RandomNumberGenerator.Fill(_key);
    }

    /// <summary>Adds all of these, given in their one form, or none of them where they would be too many: then false.</summary>
    public bool TryRegister(IReadOnlyList<string> numbers)
    {
        Mark[] marks = Marks(numbers);
        lock (_lock)
        {
            int added = marks.Distinct().Count(mark => !_registered.Contains(mark));
            if (_registered.Count + added > _numbersMax)
                return false;
            _registered.UnionWith(marks);
            return true;
        }
    }

    /// <summary>Of each of these, given in their one form, whether it is registered.</summary>
    public bool[] Lookup(IReadOnlyList<string> numbers)
    {
        Mark[] marks = Marks(numbers);
        lock (_lock)
            return Array.ConvertAll(marks, _registered.Contains);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private Mark[] Marks(IReadOnlyList<string> numbers)
    {
        Mark[] marks = new Mark[numbers.Count];
        for (int i = 0; i < marks.Length; i++)
            HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(numbers[i]), MemoryMarshal.AsBytes(marks.AsSpan(i, 1)));
        return marks;
    }

    /// <summary>The 32 bytes of an HMAC.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Mark(ulong A, ulong B, ulong C, ulong D);
}
