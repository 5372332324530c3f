namespace EasyEnclave.Tests.Testing;

/// <summary>A fact that runs programs which need not be installed; skipped with the reason where one is absent, unless none may be skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresProgramFactAttribute : FactAttribute
{
    public RequiresProgramFactAttribute(params string[] programs) => Skip = InstalledProgram.WhySkipped(programs);
}
