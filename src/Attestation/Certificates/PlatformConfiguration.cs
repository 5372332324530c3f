namespace EasyEnclave.Attestation.Certificates;

/// <summary>The flags of SGX extension .7; each null where the certificate does not say (every Processor CA certificate).</summary>
/// <param name="DynamicPlatform">Packages may be added after manufacturing.</param>
/// <param name="CachedKeys">The platform's root keys are kept by Intel's registration service.</param>
/// <param name="SmtEnabled">Hyper-threading is on.</param>
public sealed record PlatformConfiguration(bool? DynamicPlatform, bool? CachedKeys, bool? SmtEnabled);
