using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>QE identity v2 of the TD quoting enclave (Intel PCS API v4).</summary>
internal sealed record QeIdentity
{
    public required DocumentHead Head { get; init; }

    public required byte[] MiscSelect { get; init; }

    public required byte[] MiscSelectMask { get; init; }

    public required byte[] Attributes { get; init; }

    public required byte[] AttributesMask { get; init; }

    public required byte[] MrSigner { get; init; }

    public required int IsvProdId { get; init; }

    /// <summary>Newest first by our own sorting; at least one.</summary>
    public required IReadOnlyList<IsvLevel> Levels { get; init; }

    /// <summary>What in a QE report is not this enclave's; None if all is.</summary>
    public VerificationFailure Compare(QeReport report)
    {
        if (!EqualUnderMask(report.MiscSelect.Span, MiscSelectMask, MiscSelect))
            return VerificationFailure.QeMiscSelectMismatch;
        if (!EqualUnderMask(report.Attributes.Span, AttributesMask, Attributes))
            return VerificationFailure.QeAttributesMismatch;
        if (!report.MrSigner.Span.SequenceEqual(MrSigner))
            return VerificationFailure.QeMrSignerMismatch;
        return report.IsvProdId == IsvProdId ? VerificationFailure.None : VerificationFailure.QeIsvProdIdMismatch;
    }

    private static bool EqualUnderMask(ReadOnlySpan<byte> value, byte[] mask, byte[] expected)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if ((value[index] & mask[index]) != expected[index])
                return false;
        }

        return true;
    }
}
