using System.CommandLine;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Cli.Server;

/// <summary>Arguments that are ids: one that cannot exist is wrong usage and never sent.</summary>
internal static class ServerArguments
{
    /// <summary>An argument for an id.</summary>
    public static Argument<TId> Id<TId>(string name, string description)
        where TId : struct, IId<TId> => new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                if (TId.TryParse(result.Tokens.Single().Value, out var id))
                    return id;
                result.AddError($"{name} is not of the form that {typeof(TId).Name} has.");
                return default;
            },
        };
}
