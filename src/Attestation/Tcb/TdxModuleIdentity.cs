namespace EasyEnclave.Attestation.Tcb;

/// <summary>A TDX module as Intel describes it: who signed it, its attributes, and its levels.</summary>
/// <param name="Id"><c>TDX_</c> and the module's major version as two hex digits; null for the module of version 0.</param>
/// <param name="MrSigner">MRSIGNERSEAM, 48 bytes.</param>
/// <param name="Attributes">SEAMATTRIBUTES under the mask, 8 bytes.</param>
/// <param name="AttributesMask">The bits of SEAMATTRIBUTES that are told; those outside must be zero.</param>
/// <param name="Levels">Newest first; empty for the module of version 0.</param>
internal sealed record TdxModuleIdentity(
    string? Id, byte[] MrSigner, byte[] Attributes, byte[] AttributesMask, IReadOnlyList<IsvLevel> Levels)
{
    /// <summary>True if signer and attributes of a report are this module's.</summary>
    public bool Describes(ReadOnlySpan<byte> mrSignerSeam, ReadOnlySpan<byte> seamAttributes)
    {
        if (!mrSignerSeam.SequenceEqual(MrSigner))
            return false;
        for (var index = 0; index < seamAttributes.Length; index++)
        {
            if ((seamAttributes[index] & AttributesMask[index]) != Attributes[index] || (seamAttributes[index] & ~AttributesMask[index]) != 0)
                return false;
        }

        return true;
    }
}
