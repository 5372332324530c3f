using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Options;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Agent;

public sealed class HeartbeatTests
{
    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(302, true)]
    [InlineData(404, true)]
    [InlineData(499, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task AnyAnswerThatIsNoServerErrorPasses(int status, bool passes)
    {
        string? asked = null;
        await using TestBackend backend = await TestBackend.StartAsync(context =>
        {
            asked = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        });
        using Heartbeat heartbeat = new(Options(backend.Address) with { HealthPath = "/healthz?deep=1" }, new ManualTime());

        Assert.Equal(passes, await heartbeat.PassesAsync(CancellationToken.None));
        Assert.Equal("GET /healthz?deep=1", asked);
    }

    [Fact]
    public async Task NobodyThereFails()
    {
        using Heartbeat heartbeat = new(Options(new BackendAddress.Unix("/nonexistent/app.sock")), new ManualTime());

        Assert.False(await heartbeat.PassesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task ABackendThatHangsFailsInTenSeconds()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        ManualTime time = new();
        using Heartbeat heartbeat = new(Options(backend.Address), time);

        Task<bool> beat = heartbeat.PassesAsync(CancellationToken.None);
        await asked.Task.WaitAsync(ScriptedTunnel.Patience);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(await beat.WaitAsync(ScriptedTunnel.Patience));
    }

    [Fact]
    public void TheWaitIsNeverLongerThanTheInterval()
    {
        using Heartbeat heartbeat = new(Options(new BackendAddress.Unix("/s")) with { HealthInterval = TimeSpan.FromSeconds(3) }, new ManualTime());

        Assert.Equal(TimeSpan.FromSeconds(3), heartbeat.Timeout);
    }

    private static AgentOptions Options(BackendAddress backend) => TestAgent.Options(new Uri("ws://localhost"), backend);
}
