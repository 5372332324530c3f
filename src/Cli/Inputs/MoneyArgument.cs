using System.CommandLine;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Amounts of money on the command line: decimal USD, read as the server reads them.</summary>
internal static class MoneyArgument
{
    private const string Form = "takes decimal USD with at most six decimals, as 12.50.";

    /// <summary>An argument for an amount.</summary>
    public static Argument<Usd> Amount() => new("AMOUNT")
    {
        Description = "How much, in decimal USD.",
        CustomParser = result =>
        {
            if (Usd.TryParse(result.Tokens.Single().Value, out var amount))
                return amount;
            result.AddError("AMOUNT " + Form);
            return default;
        },
    };

    /// <summary>An option for an amount, or the word <c>none</c>.</summary>
    public static Option<string> OrNone(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "USD|none",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (text == "none" || Usd.TryParse(text, out _))
                return text;
            result.AddError($"{name} {Form}");
            return null;
        },
    };
}
