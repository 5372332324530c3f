namespace EasyEnclave.Attestation.Certificates;

/// <summary>The sizes of P-256, the only curve in all of this.</summary>
internal static class P256
{
    /// <summary>A coordinate of a point, or r or s of a signature.</summary>
    public const int ScalarLength = 32;

    /// <summary>A key as x‖y, or a signature as r‖s.</summary>
    public const int PairLength = 2 * ScalarLength;

    /// <summary>An uncompressed point: 0x04‖x‖y.</summary>
    public const int PointLength = 1 + PairLength;
}
