namespace EasyEnclave.Upstream.Keeping;

/// <summary>Bytes and the key they are kept under.</summary>
/// <param name="Key">Printable ASCII.</param>
/// <param name="Bytes">What is kept.</param>
public readonly record struct KeptValue(string Key, ReadOnlyMemory<byte> Bytes);
