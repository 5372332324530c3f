namespace EasyEnclave.Attestation.Results;

/// <summary>What became of checking a result.</summary>
/// <param name="Payload">What was signed; null unless the signature holds.</param>
/// <param name="Result">The result, made again from its evidence; null where there is none or it does not pass.</param>
/// <param name="Faults">All that is wrong; empty when nothing is.</param>
public sealed record ResultVerification(ReadOnlyMemory<byte>? Payload, AttestationResult? Result, IReadOnlyList<ResultFault> Faults)
{
    /// <summary>Whether the result may be relied on at the instant asked for, as far as it was checked.</summary>
    public bool Holds => Faults.Count == 0;

    /// <summary>Whether the verdict itself was made again, byte for byte, and not only the signature checked.</summary>
    public bool Reproduced => Holds && Result is not null;
}
