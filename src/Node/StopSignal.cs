using System.Runtime.InteropServices;

namespace EasyEnclave.Node;

/// <summary>Waits for the operator's word to stop: Ctrl-C, or SIGTERM from whatever runs the program.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask),
    ];

    /// <summary>Ends when the program is to stop.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Cancelled then.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stopping.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.TrySetResult();
        _stopping.Cancel();
    }
}
