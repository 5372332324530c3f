using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Reads a QE identity whose signature has been verified.</summary>
internal static class QeIdentityParser
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 8;

    public static VerificationFailure Parse(ReadOnlyMemory<byte> body, out QeIdentity? identity)
    {
        identity = null;
        if (!StrictJson.TryParse(body, MaxBytes, MaxDepth, out var document))
            return VerificationFailure.QeIdentityFormat;

        using (document)
        {
            var root = document.RootElement;
            if (!JsonFields.TryString(root, "id", out var id) || !JsonFields.TryNumber(root, "version", int.MaxValue, out var version))
                return VerificationFailure.QeIdentityFormat;

            // The same key signs the identities of QE, QVE and QAE, which vouch for nothing here.
            if (id != "TD_QE" || version != 2)
                return VerificationFailure.QeIdentityKind;

            if (!LevelReader.TryHead(root, out var head)
                || !JsonFields.TryHex(root, "miscselect", 4, out var miscSelect)
                || !JsonFields.TryHex(root, "miscselectMask", 4, out var miscSelectMask)
                || !JsonFields.TryHex(root, "attributes", 16, out var attributes)
                || !JsonFields.TryHex(root, "attributesMask", 16, out var attributesMask)
                || !JsonFields.TryHex(root, "mrsigner", 32, out var mrSigner)
                || !JsonFields.TryNumber(root, "isvprodid", ushort.MaxValue, out var isvProdId)
                || !LevelReader.TryIsvLevels(root, out var levels))
                return VerificationFailure.QeIdentityFormat;

            identity = new QeIdentity
            {
                Head = head,
                MiscSelect = miscSelect,
                MiscSelectMask = miscSelectMask,
                Attributes = attributes,
                AttributesMask = attributesMask,
                MrSigner = mrSigner,
                IsvProdId = (int)isvProdId,
                Levels = levels,
            };
            return VerificationFailure.None;
        }
    }
}
