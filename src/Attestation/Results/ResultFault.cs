namespace EasyEnclave.Attestation.Results;

/// <summary>Something that is wrong with a result, or with what lies beside it.</summary>
/// <param name="Code">Stable, for programs; behind a colon the part or member it is about.</param>
/// <param name="Detail">The same for people.</param>
public sealed record ResultFault(string Code, string Detail);
