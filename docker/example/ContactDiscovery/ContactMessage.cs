using System.Text.Json.Serialization;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Everything that is said in JSON.</summary>
internal abstract record ContactMessage
{
    private ContactMessage()
    {
    }

    /// <summary>A request: numbers as their owner writes them.</summary>
    internal sealed record Contacts([property: JsonPropertyName("contacts")] IReadOnlyList<string?>? Numbers) : ContactMessage;

    /// <summary>How many numbers a request registered, which is how many it named.</summary>
    internal sealed record Registered([property: JsonPropertyName("registered")] int Count) : ContactMessage;

    /// <summary>What was asked about, in the order in which it was asked.</summary>
    internal sealed record Results([property: JsonPropertyName("results")] IReadOnlyList<Result> Numbers) : ContactMessage;

    /// <summary>One number as the request wrote it, and whether it is registered.</summary>
    internal sealed record Result(string Contact, [property: JsonPropertyName("registered")] bool Known) : ContactMessage;

    /// <summary>Every refusal: a code for programs, a sentence for people. Neither repeats what was sent.</summary>
    internal sealed record Refusal(string Error, string? Detail) : ContactMessage;

    /// <summary>That it serves, and nothing about what it holds.</summary>
    internal sealed record Health(string Status) : ContactMessage;
}
