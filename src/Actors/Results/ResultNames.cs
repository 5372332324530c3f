namespace EasyEnclave.Actors.Results;

/// <summary>How this control plane calls itself in what it signs.</summary>
/// <param name="Issuer">Its public URL, or the name <c>easyenclave</c> where none is known.</param>
/// <param name="Build">The program, with its version.</param>
public sealed record ResultNames(string Issuer, string Build)
{
    /// <summary>The issuer of a control plane that was not told its public URL.</summary>
    public const string NoUrl = "easyenclave";

    /// <summary>Where the status list is: whole below a public URL, else relative to wherever the result came from.</summary>
    public string StatusList => Issuer == NoUrl ? "/v1/status-list" : Issuer + "/v1/status-list";
}
