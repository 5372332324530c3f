using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Quotes;

/// <summary>What a verification found besides the quote itself: the platform, its TCB and the collateral's dates.</summary>
internal static class VerdictFields
{
    /// <summary>The machine by its verified PCK certificate.</summary>
    public static JsonObject? Platform(PckPlatform? platform) => platform is null ? null : new JsonObject
    {
        ["fmspc"] = platform.Fmspc,
        ["pceid"] = platform.PceId,
        ["pcesvn"] = platform.PceSvn,
        ["sgx_components"] = JsonLists.Of(platform.Components),
        ["cpu_svn"] = JsonLists.Hex(platform.CpuSvn),
        ["ppid"] = platform.Ppid,
        ["platform_instance_id"] = platform.PlatformInstanceId,
        ["sgx_type"] = Name(platform.SgxType),
        ["dynamic_platform"] = platform.Configuration.DynamicPlatform,
        ["cached_keys"] = platform.Configuration.CachedKeys,
        ["smt_enabled"] = platform.Configuration.SmtEnabled,
        ["ca"] = Name(platform.Ca),
        ["certificate_serial"] = platform.CertificateSerial,
    };

    /// <summary>How current the platform is, by its parts.</summary>
    public static JsonObject? Tcb(TcbAppraisal? appraisal, DateTimeOffset? graceUntil, DateTimeOffset at) => appraisal is null ? null : new JsonObject
    {
        ["status"] = TcbStatuses.Name(appraisal.Status),
        ["platform_status"] = TcbStatuses.Name(appraisal.PlatformStatus),
        ["sgx_status"] = TcbStatuses.Name(appraisal.SgxStatus),
        ["module_status"] = appraisal.ModuleStatus is { } module ? TcbStatuses.Name(module) : null,
        ["qe_status"] = TcbStatuses.Name(appraisal.QeStatus),
        ["tcb_date"] = appraisal.TcbDate is { } date ? Instants.Text(date) : null,
        ["grace_until"] = graceUntil is { } until ? Instants.Text(until) : null,
        ["grace_days_left"] = graceUntil is { } end ? Math.Max(0, (int)(end - at).TotalDays) : null,
        ["module_id"] = appraisal.ModuleId,
        ["module_svn"] = appraisal.ModuleSvn,
        ["qe_svn"] = appraisal.QeSvn,
    };

    /// <summary>Every SVN below the newest level.</summary>
    public static JsonArray Shortfalls(TcbAppraisal? appraisal) => [.. (appraisal?.Shortfalls ?? []).Select(shortfall => (JsonNode?)new JsonObject
    {
        ["half"] = Name(shortfall.Half),
        ["name"] = shortfall.Name,
        ["have"] = shortfall.Have,
        ["need"] = shortfall.Need,
    })];

    /// <summary>The collateral's dates and numbers; CRL numbers are decimal text, since they may be larger than any number in JSON.</summary>
    public static JsonObject? Collateral(CollateralWindow? window) => window is null ? null : new JsonObject
    {
        ["valid_from"] = Instants.Text(window.LatestIssue),
        ["valid_to"] = Instants.Text(window.EarliestNextUpdate),
        ["tcb_info_issued"] = Instants.Text(window.TcbInfoIssued),
        ["tcb_info_next_update"] = Instants.Text(window.TcbInfoNextUpdate),
        ["tcb_info_evaluation_number"] = window.TcbInfoEvaluationNumber,
        ["qe_identity_issued"] = Instants.Text(window.QeIdentityIssued),
        ["qe_identity_next_update"] = Instants.Text(window.QeIdentityNextUpdate),
        ["qe_identity_evaluation_number"] = window.QeIdentityEvaluationNumber,
        ["root_crl_this_update"] = Instants.Text(window.RootCrlThisUpdate),
        ["root_crl_next_update"] = Instants.Text(window.RootCrlNextUpdate),
        ["root_crl_number"] = window.RootCrlNumber.ToString(),
        ["pck_crl_this_update"] = Instants.Text(window.PckCrlThisUpdate),
        ["pck_crl_next_update"] = Instants.Text(window.PckCrlNextUpdate),
        ["pck_crl_number"] = window.PckCrlNumber.ToString(),
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
