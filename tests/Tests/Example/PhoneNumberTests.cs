using EasyEnclave.ContactDiscovery;

namespace EasyEnclave.Tests.Example;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+49301234567", "+49301234567")]
    [InlineData("+49 30 1234-567", "+49301234567")]
    [InlineData("+1 (555) 010.0199", "+15550100199")]
    [InlineData("+44/20/79460000", "+442079460000")]
    [InlineData("+6834000", "+6834000")]
    [InlineData("+123456789012345", "+123456789012345")]
    public void ANumberWithItsCountryCodeIsBroughtIntoOneForm(string written, string form)
    {
        Assert.True(PhoneNumber.TryNormalize(written, out string? number));
        Assert.Equal(form, number);
        Assert.True(PhoneNumber.TryNormalize(number, out string? again));
        Assert.Equal(form, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+()()()()")]
    [InlineData("49301234567")]
    [InlineData("0049301234567")]
    [InlineData("030 1234567")]
    [InlineData("+0301234567")]
    [InlineData("+49 (0) 30 1234567")]
    [InlineData("+49 (0)30 1234567")]
    [InlineData("+683400")]
    [InlineData("+1234567890123456")]
    [InlineData("+4930123456７")]
    [InlineData("+49301234567;ext=3")]
    [InlineData("+49+301234567")]
    [InlineData("+49301234567\n")]
    [InlineData("tel:+49301234567")]
    [InlineData("someone@example.com")]
    [InlineData("+4                                        9301234567")]
    public void WhatIsNoNumberOrLacksItsCountryCodeIsRefused(string? written)
    {
        Assert.False(PhoneNumber.TryNormalize(written, out string? number));
        Assert.Null(number);
    }
}
