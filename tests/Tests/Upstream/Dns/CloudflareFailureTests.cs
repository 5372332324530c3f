using System.Net;
using System.Net.Sockets;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Dns;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>Every way in which the API fails: what is tried again, for how long, and what an operator reads of it.</summary>
public sealed class CloudflareFailureTests
{
    private static readonly DnsLimits Once = new() { Retries = 0 };

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task AFailureThatPassesIsNotNoticed(int status)
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        int failures = 2;
        host.Api.First(context => SayAsync(context, failures-- > 0, status, "down"));

        DnsReport report = await host.RunAsync();

        Assert.Equal((3, 0), (report.Count(DnsVerb.Created), report.Faults.Count));
    }

    [Fact]
    public async Task AFailureThatStaysIsToldAfterFourTries()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => SayAsync(context, true, 502, "<html>bad gateway</html>"));

        DnsFault fault = Assert.Single((await host.RunAsync()).Faults);

        Assert.Equal(("api_unavailable", 4), (fault.Code, host.Api.Asked.Count));
        Assert.Contains("502", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALostAnswerToAWriteMakesNoSecondRecord()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        bool lost = false;
        Func<HttpContext, Task> usual = host.Api.Answer;
        host.Api.Answer = async context =>
        {
            if (context.Request.Method != "POST" || lost)
            {
                await usual(context);
                return;
            }

            lost = true;
            Stream answer = context.Response.Body;
            context.Response.Body = Stream.Null;
            await usual(context);
            context.Response.Body = answer;
            context.Abort();
        };

        DnsReport report = await host.RunAsync();

        Assert.Empty(report.Faults);
        Assert.Equal(3, report.Count(DnsVerb.Created));
        Assert.Equal(3, host.Records.Count);
    }

    [Fact]
    public async Task WhoAsksToBeLeftAloneForAMomentIsAskedAgainThenAndNoSooner()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        ManualTime time = new();
        int limited = 1;
        host.Api.First(context => SayAsync(context, limited-- > 0, 429, "{}", ("Retry-After", "7")));

        Task<DnsReport> running = host.RunAsync(time: time);
        await Until.TrueAsync(() => time.UntilNextTimer == TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(host.Api.Asked);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(3, (await running).Count(DnsVerb.Created));
    }

    [Fact]
    public async Task WhoAsksForLongerIsNotWaitedFor()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => SayAsync(context, true, 429, "{}", ("Retry-After", "300")));

        DnsFault fault = Assert.Single((await host.RunAsync()).Faults);

        Assert.Equal(("rate_limited", 1), (fault.Code, host.Api.Asked.Count));
        Assert.Contains("300 s", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWasDoneBeforeTheFailureIsToldAndStays()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        int writes = 0;
        host.Api.First(context => SayAsync(context, context.Request.Method == "POST" && ++writes > 1, 500, "down"));

        DnsReport report = await host.RunAsync(limits: Once);

        Assert.Equal(["created A control.example.com -> 8.8.4.4 (proxied)"], report.Changes.Select(change => $"{change}"));
        Assert.Equal("api_unavailable", Assert.Single(report.Faults).Code);
        Assert.Single(host.Records);
    }

    [Theory]
    [InlineData(403, 9109, "Invalid access token", "token_refused")]
    [InlineData(401, 10000, "Authentication error", "token_refused")]
    [InlineData(400, 6003, "Invalid request headers", "token_refused")]
    [InlineData(403, 12345, "Forbidden", "token_refused")]
    [InlineData(400, 7003, "Could not route", "zone_unknown")]
    [InlineData(429, 971, "Please wait", "rate_limited")]
    [InlineData(400, 1004, "DNS Validation Error", "api_refused")]
    [InlineData(200, 1004, "DNS Validation Error", "api_refused")]
    public async Task AnErrorInItsEnvelopeIsExplained(int status, int number, string message, string code)
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => CloudflareHost.FailAsync(context, status, number, message).ContinueWith(_ => true, TaskScheduler.Default));

        DnsFault fault = Assert.Single((await host.RunAsync(limits: Once)).Faults);

        Assert.Equal(code, fault.Code);
        if (status != 429)
            Assert.Contains($"{message} ({number})", fault.Detail, StringComparison.Ordinal);
        Assert.Single(host.Api.Asked);
    }

    [Fact]
    public async Task TheErrorsBehindAnErrorAreShownAndNothingThatMovesACursorOrIsSecret()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        string text = $$"""
            {"success":false,"errors":[{"code":1004,"message":"DNS\u001b[2J Validation {{CloudflareHost.Token}}",
            "error_chain":[{"code":9021,"message":"Invalid TTL."}]}],"messages":[],"result":null}
            """;
        host.Api.First(context => SayAsync(context, true, 400, text));

        DnsFault fault = Assert.Single((await host.RunAsync()).Faults);

        Assert.Equal("Cloudflare refuses to see the zone: DNS [2J Validation (token) (1004); Invalid TTL (9021)", fault.Detail);
    }

    [Theory]
    [InlineData(200, "<!DOCTYPE html><html>Log in to the hotel</html>")]
    [InlineData(403, "<html>Attention Required!</html>")]
    [InlineData(404, "Not Found")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"success":true}""")]
    [InlineData(200, """{"success":true,"result":null}""")]
    [InlineData(200, """{"success":true,"result":[{"name":"example.com"}]}""")]
    [InlineData(200, """{"success":true,"result":[{"id":1,"name":"example.com"}]}""")]
    [InlineData(200, """{"success":true,"result":[{"id":"x","name":"exam""")]
    [InlineData(301, "")]
    public async Task AnAnswerThatIsNoneOfThisApiIsToldAsSuch(int status, string body)
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => SayAsync(context, true, status, body, ("Content-Type", "text/html"), ("Location", "http://127.0.0.1:1/")));

        DnsFault fault = Assert.Single((await host.RunAsync(limits: Once)).Faults);

        Assert.Equal("answer_malformed", fault.Code);
        Assert.Contains($"status {status}, text/html", fault.Detail, StringComparison.Ordinal);
        Assert.Single(host.Api.Asked);
    }

    [Fact]
    public async Task AnAnswerThatBreaksOffIsAskedForAgain()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        int broken = 1;
        host.Api.First(async context =>
        {
            if (broken-- <= 0)
                return false;
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"success":true,"res""");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });

        Assert.Equal(3, (await host.RunAsync()).Count(DnsVerb.Created));
    }

    [Fact]
    public async Task AnAnswerWithoutEndIsNotReadToItsEnd()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => SayAsync(context, true, 200, new string(' ', (4 * 1024 * 1024) + 1)));

        Assert.Equal(("answer_malformed", 1), (Assert.Single((await host.RunAsync()).Faults).Code, host.Api.Asked.Count));
    }

    [Fact]
    public async Task PagesWithoutEndAreNotReadToTheirEnd()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => SayAsync(
            context,
            context.Request.Path.Value!.EndsWith("dns_records", StringComparison.Ordinal),
            200,
            """{"success":true,"result":[{"id":"a","type":"A","name":"control.example.com","content":"8.8.4.4","ttl":1}],"result_info":{"total_pages":1000000}}"""));

        Assert.Equal("answer_malformed", Assert.Single((await host.RunAsync()).Faults).Code);
        Assert.InRange(host.Api.Asked.Count, 2, 200);
    }

    [Fact]
    public async Task AServerThatSaysNothingIsGivenUpAfterItsTime()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        ManualTime time = new();
        TaskCompletionSource asked = new();
        TaskCompletionSource end = new();
        host.Api.First(async _ =>
        {
            asked.TrySetResult();
            await end.Task;
            return false;
        });

        Task<DnsReport> running = host.RunAsync(time: time, limits: Once);
        await asked.Task;
        time.Advance(Once.Attempt);

        Assert.Equal("timed_out", Assert.Single((await running).Faults).Code);
        end.SetResult();
    }

    [Fact]
    public async Task AllOfItHasATimeToo()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        ManualTime time = new();
        host.Api.First(context => SayAsync(context, true, 429, "{}", ("Retry-After", "30")));

        Task<DnsReport> running = host.RunAsync(time: time, limits: new DnsLimits { Retries = 100, RetryAfterMax = TimeSpan.FromSeconds(30) });
        for (int i = 0; i < 3; i++)
        {
            await Until.TrueAsync(() => running.IsCompleted || time.UntilNextTimer is { } next && next <= TimeSpan.FromSeconds(30));
            time.Advance(TimeSpan.FromSeconds(30));
        }

        DnsFault fault = Assert.Single((await running).Faults);
        Assert.Equal(("timed_out", true), (fault.Code, fault.Detail.Contains("90 s", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AServerThatIsNotThereIsToldWithItsAddress()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        string address = taken.LocalEndPoint!.ToString()!;

        DnsFault fault = Assert.Single((await host.RunAsync(host.Texts() with { ApiUrl = $"http://{address}/client/v4" }, limits: Once)).Faults);

        Assert.Equal("api_unreachable", fault.Code);
        Assert.Contains($"{address} cannot be reached: it takes no connection", fault.Detail, StringComparison.Ordinal);
    }

    private static async Task<bool> SayAsync(HttpContext context, bool speak, int status, string body, params (string Name, string Value)[] headers)
    {
        if (!speak)
            return false;
        context.Response.StatusCode = status;
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body);
        return true;
    }
}
