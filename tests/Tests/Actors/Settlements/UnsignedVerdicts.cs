using System.Buffers.Text;
using EasyEnclave.Actors.Settlements;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>Puts no signature under verdicts, for tests that look at what stands above it.</summary>
internal sealed class UnsignedVerdicts : IVerdictSigner
{
    public string Sign(ReadOnlySpan<byte> payload) => $"e30.{Base64Url.EncodeToString(payload)}.c2lnbmVk";
}
