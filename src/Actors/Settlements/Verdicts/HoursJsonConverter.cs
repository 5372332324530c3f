using System.Text.Json;
using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>vCPU-hours as decimal text.</summary>
internal sealed class HoursJsonConverter : JsonConverter<VcpuHours>
{
    public override VcpuHours Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        VcpuHours.TryParse(reader.GetString(), out VcpuHours hours) ? hours : throw new JsonException("Not a valid number of vCPU-hours.");

    public override void Write(Utf8JsonWriter writer, VcpuHours value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
