using System.Globalization;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Short words for findings, and for the numbers in them.</summary>
internal static class Findings
{
    public static DoctorFinding Ok(string check, string detail) => new(check, DoctorFinding.Ok, detail, null);

    public static DoctorFinding Warn(string check, string detail, string remedy) => new(check, DoctorFinding.Warn, detail, remedy);

    public static DoctorFinding Fail(string check, string detail, string remedy) => new(check, DoctorFinding.Fail, detail, remedy);

    /// <summary>A time as people say it: <c>38 ms</c>, <c>4.2 s</c>, <c>12 min</c>, <c>3 h</c>, <c>41 d</c>.</summary>
    public static string Text(TimeSpan time) => time.Duration() switch
    {
        var t when t < TimeSpan.FromSeconds(1) => string.Create(CultureInfo.InvariantCulture, $"{t.TotalMilliseconds:F0} ms"),
        var t when t < TimeSpan.FromMinutes(2) => string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:F1} s"),
        var t when t < TimeSpan.FromHours(2) => string.Create(CultureInfo.InvariantCulture, $"{t.TotalMinutes:F0} min"),
        var t when t < TimeSpan.FromDays(2) => string.Create(CultureInfo.InvariantCulture, $"{t.TotalHours:F0} h"),
        var t => string.Create(CultureInfo.InvariantCulture, $"{t.TotalDays:F0} d"),
    };
}
