using Xunit.Sdk;

namespace EasyEnclave.Tests.Testing;

/// <summary>A fact that several classes inherit; skipped with the reason in a class of which a <see cref="RequiresProgramsAttribute"/> names an absent program.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("EasyEnclave.Tests.Testing.ContractFactDiscoverer", "EasyEnclave.Tests")]
internal sealed class ContractFactAttribute : FactAttribute;
