using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.Protocol.Ids;

/// <summary>An identifier that exists only if its text was valid.</summary>
/// <typeparam name="TSelf">The identifier itself.</typeparam>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The text as it was given.</summary>
    string Value { get; }

    /// <summary>Reads text from outside; false when it is not of this identifier's form.</summary>
    static abstract bool TryParse([NotNullWhen(true)] string? text, out TSelf id);

    /// <summary>Reads text that is known to be valid.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    static abstract TSelf Parse(string text);
}
