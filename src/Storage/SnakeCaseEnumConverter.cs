using System.Text.Json;
using System.Text.Json.Serialization;

namespace EasyEnclave.Storage;

/// <summary>Writes an enum as its name in snake_case, and reads nothing else: numbers would outlive a reordering.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
internal sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
