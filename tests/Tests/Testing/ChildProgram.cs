using EasyEnclave.Tests.Storage.Ledger;

namespace EasyEnclave.Tests.Testing;

/// <summary>What this assembly does when it is started as a program: the part of a test that is to be killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["ledger-load", var file, var round]:
                await LedgerLoad.RunAsync(file, round);
                return 0;
            default:
                await Console.Error.WriteLineAsync("Nothing that a test starts.");
                return 2;
        }
    }
}
