using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>All that decides a TCB info document's content and signature.</summary>
public sealed record TcbInfoRecipe
{
    /// <summary>The kind of TEE: <c>TDX</c>.</summary>
    public string Id { get; init; } = "TDX";

    /// <summary>The document's version: 3.</summary>
    public int Version { get; init; } = 3;

    /// <summary>When it was issued, whole seconds.</summary>
    public required DateTimeOffset IssueDate { get; init; }

    /// <summary>When the next one is due, whole seconds.</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The kind of platform, 12 hex digits.</summary>
    public required string Fmspc { get; init; }

    /// <summary>The provisioning certification enclave's id, 4 hex digits.</summary>
    public required string PceId { get; init; }

    /// <summary>How levels compare: 0.</summary>
    public int TcbType { get; init; }

    /// <summary>Grows with each TCB recovery.</summary>
    public int EvaluationNumber { get; init; } = StandardTcb.EvaluationNumber;

    /// <summary>The module of version 0.</summary>
    public ModuleRecipe Module { get; init; } = new();

    /// <summary>The modules with an identity of their own; null leaves the member out.</summary>
    public IReadOnlyList<ModuleRecipe>? Modules { get; init; } = StandardTcb.Modules;

    /// <summary>The platform's levels, in any order.</summary>
    public IReadOnlyList<TcbLevelRecipe> Levels { get; init; } = StandardTcb.Levels;

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
        json.WriteString("fmspc", Fmspc);
        json.WriteString("pceId", PceId);
        json.WriteNumber("tcbType", TcbType);
        json.WriteNumber("tcbEvaluationDataNumber", EvaluationNumber);
        json.WriteStartObject("tdxModule");
        Describe(json, Module);
        json.WriteEndObject();
        if (Modules is not null)
        {
            json.WriteStartArray("tdxModuleIdentities");
            foreach (var module in Modules)
            {
                json.WriteStartObject();
                json.WriteString("id", module.Id);
                Describe(json, module);
                CollateralJson.Levels(json, module.Levels);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("tcbLevels");
        foreach (var level in Levels) Describe(json, level);
        json.WriteEndArray();
    }

    private static void Describe(Utf8JsonWriter json, ModuleRecipe module)
    {
        json.WriteString("mrsigner", module.MrSigner);
        json.WriteString("attributes", module.Attributes);
        json.WriteString("attributesMask", module.AttributesMask);
    }

    private static void Describe(Utf8JsonWriter json, TcbLevelRecipe level)
    {
        json.WriteStartObject();
        json.WriteStartObject("tcb");
        Components(json, "sgxtcbcomponents", level.Sgx);
        json.WriteNumber("pcesvn", level.PceSvn);
        Components(json, "tdxtcbcomponents", level.Tdx);
        json.WriteEndObject();
        CollateralJson.Verdict(json, level.TcbDate, level.Status, level.Advisories);
        json.WriteEndObject();
    }

    private static void Components(Utf8JsonWriter json, string name, IReadOnlyList<int> svns)
    {
        json.WriteStartArray(name);
        foreach (var svn in svns)
        {
            json.WriteStartObject();
            json.WriteNumber("svn", svn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
