namespace EasyEnclave.Agent.Quotes;

/// <summary>The folder in which Linux makes attestation reports: one entry a report, its attributes as files.</summary>
/// <remarks>Every member may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, as files do.</remarks>
internal interface ITsmFolder
{
    /// <summary>Makes a new entry.</summary>
    void Create(string entry);

    /// <summary>Reads at most <paramref name="maxBytes"/> of an attribute.</summary>
    byte[] Read(string entry, string attribute, int maxBytes);

    /// <summary>Writes an attribute in one piece.</summary>
    void Write(string entry, string attribute, ReadOnlySpan<byte> value);

    /// <summary>Takes the entry away.</summary>
    void Remove(string entry);
}
