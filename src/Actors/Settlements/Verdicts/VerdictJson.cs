using System.Text.Json;
using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>The JSON of a verdict: one text for one verdict, since it is signed and worked out again byte for byte.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantJsonConverter), typeof(SecondsJsonConverter), typeof(UsdJsonConverter), typeof(HoursJsonConverter)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(Verdict))]
public sealed partial class VerdictJson : JsonSerializerContext
{
    /// <summary>The bytes of a verdict.</summary>
    public static byte[] Write(Verdict verdict) => JsonSerializer.SerializeToUtf8Bytes(verdict, Default.Verdict);

    /// <summary>Reads a verdict; null when the bytes are none.</summary>
    public static Verdict? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.Verdict);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
