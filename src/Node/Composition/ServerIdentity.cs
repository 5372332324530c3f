using EasyEnclave.Agent.Quotes;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>How this process shows who it is: the certificates of its listeners, and quotes of its own.</summary>
internal sealed class ServerIdentity : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly AttestedCertificate? _attested;

    private ServerIdentity(ILoggerFactory loggers, IQuoteSource? quotes, ServerCertificate? files, AttestedCertificate? attested)
    {
        _loggers = loggers;
        _attested = attested;
        Quotes = quotes;
        Control = attested as IListenerCertificate ?? files;
        Proxy = files;
    }

    /// <summary>The control listener's certificate; null without TLS.</summary>
    public IListenerCertificate? Control { get; }

    /// <summary>The proxy listener's certificate; null without TLS.</summary>
    public IListenerCertificate? Proxy { get; }

    /// <summary>Where its own quotes come from; null on a machine that makes none.</summary>
    public IQuoteSource? Quotes { get; }

    /// <summary>Reads and makes what the options ask for.</summary>
    /// <exception cref="InvalidDataException">Attested TLS is wanted, and this machine gives no quote.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<ServerIdentity> StartAsync(
        NodeOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        ServerCertificate? files = options.TlsCertificate is { } pem ? new ServerCertificate(pem, options.TlsKey!, time) : null;
        IQuoteSource? quotes = OwnQuotes.Of(options, time);
        ILoggerFactory loggers = LoggerFactory.Create(logging);
        if (!options.RaTls)
        {
            return new ServerIdentity(loggers, quotes, files, null);
        }

        if (quotes is null)
        {
            loggers.Dispose();
            throw new InvalidDataException(
                $"EE_RATLS_ENABLED: this machine makes no quotes: there is no folder {options.TsmPath}. Run inside a TDX guest with configfs, or unset it.");
        }

        try
        {
            return new ServerIdentity(loggers, quotes, files, await AttestedCertificate.StartAsync(
                quotes, options.RaTlsLifetime, time, loggers.CreateLogger<AttestedCertificate>(), cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            (quotes as IDisposable)?.Dispose();
            loggers.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_attested is not null)
        {
            await _attested.DisposeAsync().ConfigureAwait(false);
        }

        (Quotes as IDisposable)?.Dispose();
        _loggers.Dispose();
    }
}
