using System.Runtime.CompilerServices;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Results;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation;
using EasyEnclave.Edge.Signed;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Node.Composition;

/// <summary>What signs here: the keys, results on agents, and the list of what is banned.</summary>
internal static class SigningServices
{
    /// <summary>Opens the key file, and registers what signs; the keys are there once <see cref="OpenKeysAsync"/> has opened them.</summary>
    /// <returns>The key that secrets in the store rest under.</returns>
    /// <exception cref="InvalidDataException">The key file cannot be used; the message is for the operator.</exception>
    public static async ValueTask<SealingKey> AddSigningAsync(
        this IServiceCollection services, NodeOptions options, IStore store, string version, CancellationToken cancellationToken)
    {
        SealingKey sealing = await KeyFile.OpenAsync(options.KeyFilePath, store, cancellationToken).ConfigureAwait(false);
        StrongBox<SigningKeys?> keys = new();

        // By factories, so that the container ends them after everything that signs.
        services.AddSingleton(_ => sealing);
        services.AddSingleton(keys);
        services.AddSingleton(_ => keys.Value!);
        services.AddSigned();
        services.AddSingleton(new ResultNames(options.PublicControlUrl?.AbsoluteUri.TrimEnd('/') ?? ResultNames.NoUrl, $"control-plane {version}"));
        services.AddSingleton<Func<string, QuoteVerifier?>>(provider => provider.GetRequiredService<Prover>().VerifierOf);
        services.AddSingleton<ICheckpointKeep>(new CheckpointFile(options.KeyFilePath));
        services.AddSingleton<ResultIssuer>();
        services.AddSingleton<StatusList>();
        return sealing;
    }

    /// <summary>Opens the signing keys, or makes the first; before anything is served.</summary>
    public static async ValueTask<SigningKeys> OpenKeysAsync(this IServiceProvider services, TimeProvider time, CancellationToken cancellationToken)
    {
        SigningKeys keys = await SigningKeys.OpenAsync(
            services.GetRequiredService<IStore>(),
            services.GetRequiredService<StoreWriter>(),
            services.GetRequiredService<SealingKey>(),
            time,
            cancellationToken).ConfigureAwait(false);
        services.GetRequiredService<StrongBox<SigningKeys?>>().Value = keys;
        return services.GetRequiredService<SigningKeys>();
    }
}
