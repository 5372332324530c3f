using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Reads a TCB info whose signature has been verified.</summary>
internal static class TcbInfoParser
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxDepth = 16;

    public static VerificationFailure Parse(ReadOnlyMemory<byte> body, out TcbInfo? info)
    {
        info = null;
        if (!StrictJson.TryParse(body, MaxBytes, MaxDepth, out var document))
            return VerificationFailure.TcbInfoFormat;

        using (document)
        {
            var root = document.RootElement;
            if (!JsonFields.TryString(root, "id", out var id)
                || !JsonFields.TryNumber(root, "version", int.MaxValue, out var version)
                || !JsonFields.TryNumber(root, "tcbType", int.MaxValue, out var type))
                return VerificationFailure.TcbInfoFormat;

            // The same key signs the TCB infos of SGX, whose levels say nothing about TDX.
            if (id != "TDX" || version != 3 || type != 0)
                return VerificationFailure.TcbInfoKind;
            return TryRead(root, out info) ? VerificationFailure.None : VerificationFailure.TcbInfoFormat;
        }
    }

    private static bool TryRead(JsonElement root, out TcbInfo? info)
    {
        info = null;
        if (!LevelReader.TryHead(root, out var head)
            || !JsonFields.TryHex(root, "fmspc", 6, out var fmspc)
            || !JsonFields.TryHex(root, "pceId", 2, out var pceId)
            || !TdxModuleReader.TryRead(root, out var module, out var modules)
            || !TcbLevelReader.TryRead(root, out var levels, out var names))
            return false;

        info = new TcbInfo
        {
            Head = head,
            Fmspc = Convert.ToHexString(fmspc),
            PceId = Convert.ToHexString(pceId),
            Module = module,
            Modules = modules,
            Levels = levels,
            Names = names,
        };
        return true;
    }
}
