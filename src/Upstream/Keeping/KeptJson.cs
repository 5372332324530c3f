using System.Text.Json.Serialization;

namespace EasyEnclave.Upstream.Keeping;

/// <summary>The JSON of what is kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(KeptDocument))]
[JsonSerializable(typeof(KeptRelease))]
[JsonSerializable(typeof(KeptTotals))]
internal sealed partial class KeptJson : JsonSerializerContext;
