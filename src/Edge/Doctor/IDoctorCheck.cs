using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>One look at one part of this node, for operators who ask what is wrong.</summary>
public interface IDoctorCheck
{
    /// <summary>What it looks at, in one word.</summary>
    string Name { get; }

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>What it found; at least one finding.</returns>
    ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken);
}
