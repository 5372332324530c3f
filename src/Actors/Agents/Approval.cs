namespace EasyEnclave.Actors.Agents;

/// <summary>Whether an attested agent may serve: attestation proves code, not owner.</summary>
public enum Approval
{
    /// <summary>An admin has yet to decide.</summary>
    Awaiting,

    /// <summary>It brought the binding, an admin approved it, or joining is open.</summary>
    Approved,
}
