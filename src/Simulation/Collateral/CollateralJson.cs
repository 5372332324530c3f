using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>Writes the JSON that TCB info and QE identity share, in the service's own formatting.</summary>
internal static class CollateralJson
{
    public static SignedDocument Sign(Action<Utf8JsonWriter> members, Func<string, string>? change, SigningKey signer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        var body = buffer.WrittenSpan.ToArray();
        if (change is not null) body = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(body)));
        return new SignedDocument(body, signer.Sign(body));
    }

    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static void Levels(Utf8JsonWriter json, IReadOnlyList<SvnLevelRecipe> levels)
    {
        json.WriteStartArray("tcbLevels");
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteStartObject("tcb");
            json.WriteNumber("isvsvn", level.IsvSvn);
            json.WriteEndObject();
            Verdict(json, level.TcbDate, level.Status, level.Advisories);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Verdict(Utf8JsonWriter json, DateTimeOffset date, string status, IReadOnlyList<string> advisories)
    {
        json.WriteString("tcbDate", Instant(date));
        json.WriteString("tcbStatus", status);
        if (advisories.Count == 0) return;
        json.WriteStartArray("advisoryIDs");
        foreach (var advisory in advisories) json.WriteStringValue(advisory);
        json.WriteEndArray();
    }
}
