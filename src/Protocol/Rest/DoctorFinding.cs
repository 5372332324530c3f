namespace EasyEnclave.Protocol.Rest;

/// <summary>What one check found.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Status"><c>ok</c>; <c>warn</c>, all is served but somebody should look; or <c>fail</c>, something is not served, or not safely.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
public sealed record DoctorFinding(string Check, string Status, string Detail, string? Remedy)
{
    /// <summary>Nothing is to be done.</summary>
    public const string Ok = "ok";

    /// <summary>All is served, but somebody should look.</summary>
    public const string Warn = "warn";

    /// <summary>Something is not served, or not safely.</summary>
    public const string Fail = "fail";
}
