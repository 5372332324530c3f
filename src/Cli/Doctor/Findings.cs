using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Doctor;

/// <summary>Short words for findings.</summary>
internal static class Findings
{
    public static DoctorFinding Ok(string check, string detail) => new(check, DoctorFinding.Ok, detail, null);

    public static DoctorFinding Warn(string check, string detail, string remedy) => new(check, DoctorFinding.Warn, detail, remedy);

    public static DoctorFinding Fail(string check, string detail, string remedy) => new(check, DoctorFinding.Fail, detail, remedy);
}
