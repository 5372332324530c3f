using EasyEnclave.ContactDiscovery;

namespace EasyEnclave.Tests.Example;

public sealed class ContactBookTests
{
    private const string Ada = "+49301234567";
    private const string Bob = "+15550100199";
    private const string Eve = "+442079460000";

    [Fact]
    public void WhatWasRegisteredIsFoundAndNothingElse()
    {
        using ContactBook book = new(10);

        Assert.True(book.TryRegister([Ada, Bob]));

        Assert.Equal([true, false, true], book.Lookup([Bob, Eve, Ada]));
        Assert.Empty(book.Lookup([]));
    }

    [Fact]
    public void TheSameAgainTakesNoMoreRoom()
    {
        using ContactBook book = new(2);

        Assert.True(book.TryRegister([Ada, Ada]));
        Assert.True(book.TryRegister([Ada, Bob, Bob]));
        Assert.True(book.TryRegister([Bob, Ada]));
    }

    [Fact]
    public void WhereNotAllFitNoneIsRegistered()
    {
        using ContactBook book = new(2);
        Assert.True(book.TryRegister([Ada]));

        Assert.False(book.TryRegister([Bob, Eve]));

        Assert.Equal([true, false, false], book.Lookup([Ada, Bob, Eve]));
        Assert.True(book.TryRegister([Bob]));
    }
}
