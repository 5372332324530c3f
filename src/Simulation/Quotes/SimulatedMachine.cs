using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Simulation.Certificates;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>Further machines under the authorities of one platform, told apart by a label.</summary>
internal static class SimulatedMachine
{
    public static CertificateRecipe Certify(CertificateRecipe recipe, string label)
    {
        var serial = Hash(label, "serial", 20);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return recipe with
        {
            Serial = serial,
            Sgx = recipe.Sgx is null ? null : recipe.Sgx with
            {
                Ppid = Hash(label, "ppid", 16),
                // The cast keeps an absent id absent: without it null would turn into an empty one.
                PlatformInstanceId = recipe.Sgx.PlatformInstanceId is null
                    ? (ReadOnlyMemory<byte>?)null
                    : Hash(label, "platform instance", 16),
            },
        };
    }

    private static byte[] Hash(string label, string use, int count) => SHA256.HashData(Encoding.UTF8.GetBytes($"{use}/{label}"))[..count];
}
