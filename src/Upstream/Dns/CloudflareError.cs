namespace EasyEnclave.Upstream.Dns;

/// <summary>An error as Cloudflare's API tells it.</summary>
/// <param name="Code">Its number.</param>
/// <param name="Message">What it says, made harmless to show.</param>
internal sealed record CloudflareError(int Code, string Message);
