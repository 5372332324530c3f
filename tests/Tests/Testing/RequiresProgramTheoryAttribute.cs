namespace EasyEnclave.Tests.Testing;

/// <summary>The same for a theory: see <see cref="RequiresProgramFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresProgramTheoryAttribute : TheoryAttribute
{
    public RequiresProgramTheoryAttribute(params string[] programs) => Skip = InstalledProgram.WhySkipped(programs);
}
