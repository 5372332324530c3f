using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Reads and writes what is said in JSON, without reflection.</summary>
[JsonSerializable(typeof(ContactMessage.Contacts))]
[JsonSerializable(typeof(ContactMessage.Registered))]
[JsonSerializable(typeof(ContactMessage.Results))]
[JsonSerializable(typeof(ContactMessage.Refusal))]
[JsonSerializable(typeof(ContactMessage.Health))]
internal sealed partial class ContactJson : JsonSerializerContext
{
    /// <summary>
    /// The names as they stand on the wire. A name twice is refused rather than guessed at. The plus of a number is written as
    /// itself: answers repeat nothing but what was found to be a number.
    /// </summary>
    public static readonly ContactJson Wire = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 4,
    });
}
