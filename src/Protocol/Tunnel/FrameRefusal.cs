namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Why a frame was not taken, as the status reason says it.</summary>
/// <param name="Reason">One of the protocol's reasons, ASCII, with the field's name where it has one.</param>
public sealed record FrameRefusal(string Reason)
{
    /// <summary>The bytes are not one JSON object within bounds.</summary>
    public static FrameRefusal InvalidJson { get; } = new("invalid_json");

    /// <summary>The type is none we know.</summary>
    public static FrameRefusal UnknownMessage { get; } = new("unknown_message");

    /// <summary>The network's name cannot be one.</summary>
    public static FrameRefusal InvalidNetwork { get; } = new("invalid_network");

    /// <summary>The app's name is that of one of the operator's own hosts, or cannot be one.</summary>
    public static FrameRefusal InvalidApp { get; } = Invalid("app_name");

    /// <summary>An attestation without a quote or without claims.</summary>
    public static FrameRefusal MissingQuoteOrMeasurements { get; } = new("missing_quote_or_measurements");

    /// <summary>Required fields are absent or empty.</summary>
    public static FrameRefusal Missing(IEnumerable<string> fields) => new("missing_fields:" + string.Join(',', fields));

    /// <summary>A field is there and not of its form.</summary>
    public static FrameRefusal Invalid(string field) => new("invalid_field:" + field);
}
