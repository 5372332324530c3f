namespace EasyEnclave.Attestation.Certificates;

/// <summary>A chain whose every signature holds and that ends in the pinned root; whether it is valid now is asked each time.</summary>
/// <param name="Certificates">Leaf first, root last.</param>
internal sealed record CertificateChain(IReadOnlyList<Certificate> Certificates)
{
    public Certificate Leaf => Certificates[0];

    public Certificate Root => Certificates[^1];

    public bool IsValidAt(DateTimeOffset now)
    {
        foreach (var certificate in Certificates)
        {
            if (!certificate.IsValidAt(now))
                return false;
        }

        return true;
    }
}
