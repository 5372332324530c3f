using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;
using static EasyEnclave.Tests.Agent.Forwarding;

namespace EasyEnclave.Tests.Agent;

/// <summary>Backends that send too much, nothing, or something else than HTTP.</summary>
public sealed class FaultyBackendTests
{
    [Theory]
    [InlineData(MaxBody, 200, true)]
    [InlineData(MaxBody, 200, false)]
    [InlineData(MaxBody + 1, 502, true)]
    [InlineData(MaxBody + 1, 502, false)]
    public async Task ABodyIsTakenUpToItsLimitHoweverItIsSent(int bytes, int status, bool declared)
    {
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            if (declared)
                context.Response.ContentLength = bytes;
            for (int sent = 0; sent < bytes; sent += 10_000)
            {
                await context.Response.Body.WriteAsync(new byte[Math.Min(10_000, bytes - sent)]);
                await context.Response.Body.FlushAsync();
            }
        });

        AgentFrame.ProxyResponse answer = await ForwardAsync(backend.Address, Envelope("GET", "/"));

        Assert.Equal(status, answer.Status);
        if (status == 200)
            Assert.Equal(bytes, answer.Body.Length);
        else
            Assert.Equal("response_too_large", Error(answer));
    }

    [Fact]
    public async Task AnEndlessBodyIsCutAtTheLimit()
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            byte[] chunk = new byte[8192];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk);
        });

        Assert.Equal("response_too_large", Error(await ForwardAsync(backend.Address, Envelope("GET", "/"))));
        await gone.Task.WaitAsync(ScriptedTunnel.Patience);
    }

    [Fact]
    public async Task ABackendThatHangsIsGivenUpInTime()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            asked.SetResult();
            await gone.Task;
        });
        ManualTime time = new();
        Task<AgentFrame.ProxyResponse> forwarding = ForwardAsync(backend.Address, Envelope("GET", "/"), time);
        await asked.Task.WaitAsync(ScriptedTunnel.Patience);

        time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromTicks(1));
        Assert.False(forwarding.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        AgentFrame.ProxyResponse answer = await forwarding.WaitAsync(ScriptedTunnel.Patience);
        Assert.Equal((504, "backend_timeout"), (answer.Status, Error(answer)));
        await gone.Task.WaitAsync(ScriptedTunnel.Patience);
    }

    [Fact]
    public async Task NobodyAtTheBackendIsToldAsSuch()
    {
        AgentFrame.ProxyResponse answer = await ForwardAsync(new BackendAddress.Unix("/nonexistent/app.sock"), Envelope("GET", "/"));

        Assert.Equal((502, "backend_unreachable", "hello"), (answer.Status, Error(answer), Member(answer, "app_name")));
        Assert.Equal(answer.RequestId.Value, Member(answer, "request_id"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi", "backend_malformed|backend_unreachable")]
    [InlineData("SSH-2.0-OpenSSH\r\n", "backend_malformed|backend_unreachable")]
    [InlineData("", "backend_malformed|backend_unreachable")]
    [InlineData("HTTP/1.1 700 Odd\r\nContent-Length: 0\r\n\r\n", "backend_malformed")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "backend_malformed")]
    public async Task WhatIsNoHttpAnswerIsABadGateway(string bytes, string errors)
    {
        using RawBackend backend = new(bytes);

        AgentFrame.ProxyResponse answer = await ForwardAsync(backend.Address, Envelope("GET", "/"));

        Assert.Equal(502, answer.Status);
        Assert.Contains(Error(answer), errors.Split('|'));
    }

    [Theory]
    [InlineData("GET", "body")]
    [InlineData("POST", "")]
    [InlineData("POST", "body")]
    [InlineData("DELETE", "")]
    [InlineData("PATCH", "")]
    [InlineData("LOCK", "")]
    public async Task ABackendThatHangsUpIsNotAskedTwiceForWhatMayHaveHappened(string method, string body)
    {
        using RawBackend backend = new("");

        Assert.Equal("backend_unreachable", Error(await ForwardAsync(backend.Address, Envelope(method, "/", body))));
        Assert.Equal(1, backend.Asked);
    }

    [Fact]
    public async Task AZeroInAHeaderDoesNotComeThrough()
    {
        using RawBackend backend = new("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n");

        Assert.All((await ForwardAsync(backend.Address, Envelope("GET", "/"))).Headers, header => Assert.DoesNotContain('\0', header.Value));
    }

    [Theory]
    [InlineData(Limits.HeaderCount, 200)]
    [InlineData(Limits.HeaderCount + 1, 502)]
    public async Task HeadersAreTakenUpToTheirNumber(int count, int status)
    {
        using RawBackend backend = new("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, count - 1).Select(i => $"X-{i}: 1\r\n")) + "Content-Length: 0\r\n\r\n");

        Assert.Equal(status, (await ForwardAsync(backend.Address, Envelope("GET", "/"))).Status);
    }

    [Fact]
    public async Task ABodyCountsAgainstTheBudgetUntilItsAnswerIsSent()
    {
        ByteBudget budget = new(10);
        using BodyBuffer first = new(budget, 100);

        Assert.Null(await first.ReadAllAsync(new MemoryStream(new byte[8]), null, CancellationToken.None));
        using (BodyBuffer second = new(budget, 100))
            Assert.Equal(ForwardFailure.AgentBusy, await second.ReadAllAsync(new MemoryStream(new byte[8]), null, CancellationToken.None));
        Assert.Equal(2, budget.Left);
        first.Dispose();

        Assert.Equal(10, budget.Left);
        using BodyBuffer third = new(budget, 100);
        Assert.Null(await third.ReadAllAsync(new MemoryStream(new byte[8]), null, CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(100L)]
    [InlineData(20_000L)]
    [InlineData(20_001L)]
    [InlineData(long.MaxValue)]
    public async Task ABodyIsWholeWhateverLengthWasAnnounced(long? announced)
    {
        byte[] sent = [.. Enumerable.Range(0, 20_000).Select(place => (byte)place)];
        using BodyBuffer body = new(new ByteBudget(20_000), 20_000);

        Assert.Null(await body.ReadAllAsync(new MemoryStream(sent), announced, CancellationToken.None));

        Assert.Equal(sent, body.Written.ToArray());
    }
}
