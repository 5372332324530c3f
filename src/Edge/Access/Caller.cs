namespace EasyEnclave.Edge.Access;

/// <summary>Who makes a request, once their token was checked.</summary>
/// <param name="Actor">Their name, as the audit writes it.</param>
/// <param name="Role">What their token is for.</param>
internal sealed record Caller(string Actor, AccessRole Role);
