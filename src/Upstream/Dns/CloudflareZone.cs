namespace EasyEnclave.Upstream.Dns;

/// <summary>A zone at Cloudflare.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, in lowercase; empty where it is not known.</param>
/// <param name="IsActive">Whether the world asks Cloudflare about it.</param>
internal sealed record CloudflareZone(string Id, string Name, bool IsActive);
