using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Results;

/// <summary>A verdict in the values of AR4SI (draft-ietf-rats-ar4si, section 2.3): 2 to 31 affirm, 32 to 95 warn, 96 and above speak against.</summary>
/// <remarks>What is not in it (file system, storage, sourced data) is not claimed: nothing in a quote shows it.</remarks>
/// <param name="InstanceIdentity">2 a platform under Intel's root; 97 a simulated one.</param>
/// <param name="Configuration">2 sealed, and nothing to change on the platform; 32 otherwise.</param>
/// <param name="Executables">2 all that was measured is pinned; 3 what booted is; 33 less is.</param>
/// <param name="Hardware">2 genuine and up to date; 32 genuine with known weaknesses; 97 simulated.</param>
/// <param name="RuntimeOpaque">2 memory is encrypted, and the host cannot look into it.</param>
public sealed record TrustVector(int InstanceIdentity, int Configuration, int Executables, int Hardware, int RuntimeOpaque)
{
    private const int Good = 2;
    private const int BootKnown = 3;
    private const int Unsafe = 32;
    private const int Unrecognized = 33;
    private const int NoSuchHardware = 97;

    /// <summary>The tier of the worst value.</summary>
    public TrustTier Tier
    {
        get
        {
            int[] values = [InstanceIdentity, Configuration, Executables, Hardware, RuntimeOpaque];
            return values.Max() switch
            {
                < Unsafe => TrustTier.Affirming,
                < 96 => TrustTier.Warning,
                _ => TrustTier.Contraindicated,
            };
        }
    }

    /// <summary>The vector of a verdict that passed.</summary>
    /// <param name="verdict">An authentic one of a TD that is not under debug.</param>
    /// <param name="sealedness">What is known of its being sealed.</param>
    /// <param name="pinned">The registers that the matched allowlist pins.</param>
    public static TrustVector Of(Verdict verdict, Sealedness sealedness, IReadOnlyCollection<string> pinned)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var genuine = verdict.TrustRoot == TrustRoot.IntelName;
        var status = verdict.Appraisal!.Status;
        return new TrustVector(
            genuine ? Good : NoSuchHardware,
            sealedness == Sealedness.Proven && !AsksForConfiguration(status) ? Good : Unsafe,
            TdRegisters.Measured.All(pinned.Contains) ? Good : Boot.All(pinned.Contains) ? BootKnown : Unrecognized,
            !genuine ? NoSuchHardware : status is TcbStatus.UpToDate or TcbStatus.ConfigurationNeeded ? Good : Unsafe,
            Good);
    }

    private static IReadOnlyList<string> Boot => NetworkPolicy.Forge1.PinnedRegisters;

    private static bool AsksForConfiguration(TcbStatus status) => status
        is TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded
        or TcbStatus.OutOfDateConfigurationNeeded or TcbStatus.TDRelaunchAdvisedConfigurationNeeded;
}
