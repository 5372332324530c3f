using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>All that decides a quoting enclave identity document's content and signature.</summary>
public sealed record QeIdentityRecipe
{
    /// <summary>The kind of enclave: <c>TD_QE</c>.</summary>
    public string Id { get; init; } = "TD_QE";

    /// <summary>The document's version: 2.</summary>
    public int Version { get; init; } = 2;

    /// <summary>When it was issued, whole seconds.</summary>
    public required DateTimeOffset IssueDate { get; init; }

    /// <summary>When the next one is due, whole seconds.</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>Grows with each TCB recovery.</summary>
    public int EvaluationNumber { get; init; } = StandardTcb.EvaluationNumber;

    /// <summary>MISCSELECT expected, 4 bytes as hex in memory order.</summary>
    public string MiscSelect { get; init; } = "00000000";

    /// <summary>Which bits of MISCSELECT count.</summary>
    public string MiscSelectMask { get; init; } = "FFFFFFFF";

    /// <summary>ATTRIBUTES expected, 16 bytes as hex in memory order.</summary>
    public string Attributes { get; init; } = "11000000000000000000000000000000";

    /// <summary>Which bits of ATTRIBUTES count; the standard mask covers DEBUG.</summary>
    public string AttributesMask { get; init; } = "FBFFFFFFFFFFFFFF0000000000000000";

    /// <summary>MRSIGNER expected, 32 bytes as hex.</summary>
    public string MrSigner { get; init; } = StandardTcb.QeMrSigner;

    /// <summary>ISVPRODID expected.</summary>
    public int IsvProdId { get; init; } = 2;

    /// <summary>The enclave's levels, in any order.</summary>
    public IReadOnlyList<SvnLevelRecipe> Levels { get; init; } = StandardTcb.QeLevels;

    /// <summary>Whose private key signs.</summary>
    public PlatformRole Signer { get; init; } = PlatformRole.TcbSigning;

    /// <summary>Changes the finished text before it is signed.</summary>
    public Func<string, string>? Text { get; init; }

    internal SignedDocument Sign(PlatformKeys keys) => CollateralJson.Sign(Write, Text, keys[Signer]);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("id", Id);
        json.WriteNumber("version", Version);
        json.WriteString("issueDate", CollateralJson.Instant(IssueDate));
        json.WriteString("nextUpdate", CollateralJson.Instant(NextUpdate));
        json.WriteNumber("tcbEvaluationDataNumber", EvaluationNumber);
        json.WriteString("miscselect", MiscSelect);
        json.WriteString("miscselectMask", MiscSelectMask);
        json.WriteString("attributes", Attributes);
        json.WriteString("attributesMask", AttributesMask);
        json.WriteString("mrsigner", MrSigner);
        json.WriteNumber("isvprodid", IsvProdId);
        CollateralJson.Levels(json, Levels);
    }
}
