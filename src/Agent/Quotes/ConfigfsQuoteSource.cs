using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Quotes;

/// <summary>Quotes of the TDX hardware through Linux's configfs-tsm.</summary>
/// <remarks>
/// One report at a time, each on an entry of its own: 1 the entry is made; 2 its provider must be TDX's; 3 its generation is
/// read; 4 the report data is written; 5 the quote is read, which is when the kernel makes it; 6 the generation must have
/// moved by our one write, or someone else's data may be in the quote; 7 the entry is taken away.
/// </remarks>
internal sealed class ConfigfsQuoteSource(ITsmFolder folder, TimeProvider time) : IQuoteSource, IDisposable
{
    internal const int Attempts = 5;
    private const string Provider = "tdx_guest";
    private const int AttributeBytes = 256;

    // Linux's EAGAIN and EBUSY, which .NET hands on in the exception's HResult.
    private const int TryAgain = 11;
    private const int DeviceBusy = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<QuoteAnswer> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
    {
        if (reportData.Length != 64)
            throw new ArgumentException("Report data is 64 bytes.", nameof(reportData));

        await _one.WaitAsync(cancellationToken);
        try
        {
            QuoteAnswer? answer = null;
            for (int attempt = 1; attempt <= Attempts && answer is null; attempt++)
            {
                if (attempt > 1)
                    await Task.Delay(Pause, time, cancellationToken);

                // The kernel holds the reading thread for as long as the quoting service takes: a thread of its own.
                answer = await Task.Factory.StartNew(
                    () => Attempt(reportData.Span), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);
            }

            return answer ?? new QuoteAnswer.Failed(QuoteFailure.Busy, $"busy or in conflict {Attempts} times");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>One report; null when it may succeed at the next attempt.</summary>
    private QuoteAnswer? Attempt(ReadOnlySpan<byte> reportData)
    {
        string entry = "easy-enclave-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        bool made = false;
        try
        {
            folder.Create(entry);
            made = true;
            return Quote(entry, reportData);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException or UnauthorizedAccessException)
        {
            return new QuoteAnswer.Failed(QuoteFailure.Unavailable, e.Message);
        }
        catch (IOException e) when (e.HResult is TryAgain or DeviceBusy)
        {
            return null;
        }
        catch (IOException e)
        {
            return new QuoteAnswer.Failed(QuoteFailure.Refused, e.Message);
        }
        finally
        {
            if (made)
                Remove(entry);
        }
    }

    private QuoteAnswer? Quote(string entry, ReadOnlySpan<byte> reportData)
    {
        string provider = Text(entry, "provider");
        if (provider != Provider)
            return new QuoteAnswer.Failed(QuoteFailure.WrongProvider, $"the provider is '{provider}', not {Provider}");

        if (Generation(entry) is not { } before)
            return new QuoteAnswer.Failed(QuoteFailure.Refused, "the generation is no number");
        folder.Write(entry, "inblob", reportData);
        byte[] quote = folder.Read(entry, "outblob", Limits.QuoteBytes + 1);
        if (Generation(entry) != before + 1)
            return null;

        return quote.Length is 0 or > Limits.QuoteBytes
            ? new QuoteAnswer.Failed(QuoteFailure.WrongSize, $"a quote of {quote.Length} bytes or more")
            : new QuoteAnswer.Quoted(quote);
    }

    private long? Generation(string entry) =>
        long.TryParse(Text(entry, "generation"), NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? generation : null;

    private string Text(string entry, string attribute) => Encoding.ASCII.GetString(folder.Read(entry, attribute, AttributeBytes)).Trim();

    private void Remove(string entry)
    {
        try
        {
            folder.Remove(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An entry left behind costs the kernel a little memory; the quote is none the worse for it.
        }
    }
}
