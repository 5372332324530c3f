using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Writes money as the protocol does, as an exact decimal string; reads what it wrote, also what is owed.</summary>
/// <remarks>Not for requests, whose amounts are read by <see cref="Usd.TryRead"/> alone.</remarks>
public sealed class UsdJsonConverter : JsonConverter<Usd>
{
    private const decimal Micros = 1_000_000m;

    /// <inheritdoc />
    public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (reader.TokenType == JsonTokenType.String
            && decimal.TryParse(reader.GetString(), Form, CultureInfo.InvariantCulture, out decimal dollars)
            && Math.Abs(dollars) <= long.MaxValue / Micros && decimal.IsInteger(dollars * Micros))
        {
            return new Usd((long)(dollars * Micros));
        }

        throw new JsonException("No amount of money.");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
