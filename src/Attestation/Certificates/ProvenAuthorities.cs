namespace EasyEnclave.Attestation.Certificates;

/// <summary>The root and CA certificates whose signatures were found to hold, byte for byte; every chain brings the same few again.</summary>
internal sealed class ProvenAuthorities
{
    // Intel has three; a renewal makes another.
    private const int Capacity = 8;

    private volatile Certificate[] _certificates = [];

    public bool Contains(Certificate certificate)
    {
        foreach (var proven in _certificates)
        {
            if (proven.Der.Span.SequenceEqual(certificate.Der.Span))
                return true;
        }

        return false;
    }

    /// <summary>Two threads may add at once and one be forgotten: it is proven once more, and nothing else.</summary>
    public void Add(Certificate certificate)
    {
        var certificates = _certificates;
        if (certificates.Length < Capacity)
            _certificates = [.. certificates, certificate];
    }
}
