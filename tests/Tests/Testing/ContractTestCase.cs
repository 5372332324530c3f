using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EasyEnclave.Tests.Testing;

/// <summary>A contract's test in one class.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called when it is read back.")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresProgramsAttribute)).FirstOrDefault() is { } needs
            && InstalledProgram.WhySkipped(needs.GetNamedArgument<string[]>(nameof(RequiresProgramsAttribute.Programs))) is { } reason
            ? reason
            : base.GetSkipReason(factAttribute);
}
