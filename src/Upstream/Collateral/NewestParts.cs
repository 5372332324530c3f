using System.Numerics;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>The newest of every part that was ever proven, so that a source cannot go back to an older one.</summary>
/// <remarks>
/// The parts are signed one by one. Whoever feeds them could pair an old TCB info, which asks for less, with new CRLs, all within their
/// windows. TCB info is kept by FMSPC, a PCK CRL by its CA, the others once.
/// </remarks>
internal sealed class NewestParts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);

    /// <summary>Puts newer parts that are known in place of older ones, and remembers those that are new.</summary>
    /// <param name="bundle">Proven collateral.</param>
    /// <param name="window">Its times and numbers.</param>
    /// <param name="fmspc">The kind of platform it is about.</param>
    /// <param name="ca">The CA of its PCK CRL.</param>
    /// <returns>The bundle itself, or one with parts replaced, which is to be proven again.</returns>
    public CollateralBundle Merge(CollateralBundle bundle, CollateralWindow window, string fmspc, PckCa ca)
    {
        (string Key, Part Part)[] parts =
        [
            ("tcb " + fmspc, new(window.TcbInfoIssued, window.TcbInfoEvaluationNumber, to => to with
            {
                TcbInfo = bundle.TcbInfo,
                TcbInfoIssuerChain = bundle.TcbInfoIssuerChain,
            })),
            ("qe", new(window.QeIdentityIssued, window.QeIdentityEvaluationNumber, to => to with
            {
                QeIdentity = bundle.QeIdentity,
                QeIdentityIssuerChain = bundle.QeIdentityIssuerChain,
            })),
            ("root crl", new(window.RootCrlThisUpdate, window.RootCrlNumber, to => to with { RootCaCrl = bundle.RootCaCrl })),
            ("crl " + ca, new(window.PckCrlThisUpdate, window.PckCrlNumber, to => to with
            {
                PckCrl = bundle.PckCrl,
                PckCrlIssuerChain = bundle.PckCrlIssuerChain,
            })),
        ];
        lock (_gate)
        {
            CollateralBundle merged = bundle;
            foreach ((string key, Part part) in parts)
            {
                if (_parts.TryGetValue(key, out Part? known) && part.IsOlderThan(known))
                {
                    merged = known.PutInto(merged);
                }
                else
                {
                    _parts[key] = part;
                }
            }

            return merged;
        }
    }

    private sealed record Part(DateTimeOffset Issued, BigInteger Number, Func<CollateralBundle, CollateralBundle> PutInto)
    {
        // Either going back is a step back: a document of today may belong to the TCB recovery before the last.
        public bool IsOlderThan(Part other) => Issued < other.Issued || Number < other.Number;
    }
}
