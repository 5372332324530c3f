namespace EasyEnclave.Protocol.Tunnel;

/// <summary>One header field of a version 1 envelope.</summary>
/// <param name="Name">The field's name as sent.</param>
/// <param name="Value">One value; a repeated field is several of these.</param>
public readonly record struct EnvelopeHeader(string Name, string Value);
