namespace EasyEnclave.Tests.Testing;

/// <summary>Tests that need other people's programs are skipped aloud, and only where that is allowed.</summary>
public sealed class InstalledProgramTests
{
    [Fact]
    public void WhatIsInstalledIsFoundAndSkipsNothing()
    {
        Assert.True(File.Exists(InstalledProgram.Find("ls")));
        Assert.Null(InstalledProgram.WhySkipped(["ls"], required: false));
    }

    [Fact]
    public void WhatIsAbsentSkipsWithItsNameButFailsWhereNothingMayBeSkipped()
    {
        Assert.Equal("no-such-server is not installed here", InstalledProgram.WhySkipped(["ls", "no-such-server"], required: false));
        Assert.Null(InstalledProgram.WhySkipped(["no-such-server"], required: true));
        Assert.Contains("no-such-server", Assert.Throws<InvalidOperationException>(() => InstalledProgram.Find("no-such-server")).Message, StringComparison.Ordinal);
    }
}
