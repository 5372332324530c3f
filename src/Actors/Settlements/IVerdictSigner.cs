namespace EasyEnclave.Actors.Settlements;

/// <summary>Signs verdicts by this control plane's key.</summary>
public interface IVerdictSigner
{
    /// <summary>A compact JWS over the bytes.</summary>
    string Sign(ReadOnlySpan<byte> payload);
}
