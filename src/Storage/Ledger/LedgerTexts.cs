using System.Text;
using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Storage.Ledger;

/// <summary>The names of kinds and codes as the bytes that are stored, made once.</summary>
internal static class LedgerTexts
{
    private static readonly byte[][] Kinds =
        [.. Enum.GetValues<TransferKind>().Select(kind => Encoding.UTF8.GetBytes(TransferTexts.Text(kind)))];

    private static readonly byte[][] Codes =
        [.. Enum.GetValues<TransferCode>().Select(code => Encoding.UTF8.GetBytes(TransferTexts.Text(code)))];

    public static ReadOnlySpan<byte> Utf8(TransferKind kind) => Kinds[(int)kind];

    public static ReadOnlySpan<byte> Utf8(TransferCode code) => Codes[(int)code];
}
