using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>What may come through a tunnel's socket, how much of it, and what becomes of the rest.</summary>
public sealed class FrameTests
{
    private const int StrangerBytes = 64 * 1024;

    [Fact]
    public async Task AStrangersFrameOver64KiBEndsItsTunnel()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.SendAsync(Padded(agent, StrangerBytes + 1));

        await EndedAsync(network, agent, 1009, "frame_too_big");
    }

    [Fact]
    public async Task AStrangersFrameOf64KiBIsTaken()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.SendAsync(Padded(agent, StrangerBytes));

        await agent.ReceiveAsync("attest_request");
    }

    [Fact]
    public async Task AnAttestedAgentMaySendMoreButNotWithoutEnd()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        await agent.SendAsync(Padded(agent, 1024 * 1024));
        Assert.Equal("invalid_field:type", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        await agent.SendAsync(Padded(agent, 1024 * 1024 + 1));

        await EndedAsync(network, agent, 1009, "frame_too_big");
        await network.StandsAsync("hello", "disconnected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABinaryFrameEndsTheTunnel(bool attested)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = attested ? await network.AttestAsync() : await network.ConnectAsync();

        await agent.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary);

        await EndedAsync(network, agent, 1008, "binary_frame");
    }

    [Fact]
    public async Task AFrameInPiecesIsOneFrame()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        byte[] frame = Encoding.UTF8.GetBytes(agent.RegisterFrame().ToJsonString());

        for (int i = 0; i < frame.Length; i++)
            await agent.SendAsync(frame.AsMemory(i, 1), last: i == frame.Length - 1);

        await agent.AnswerAsync(await agent.ReceiveAsync("attest_request"));
        Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AFrameThatNeverEndsIsEnded()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        byte[] piece = Encoding.UTF8.GetBytes(new string(' ', 1024));
        int pieces = 0;
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            for (; pieces < 100_000; pieces++)
                await agent.SendAsync(piece, last: false);
        });

        // The agent saw the close, answered it, and could send no more.
        Assert.InRange(pieces, 64, 99_999);
        await EndedAsync(network, agent, 1009, "frame_too_big");
    }

    [Theory]
    [InlineData("{", "invalid_json")]
    [InlineData("[]", "invalid_json")]
    [InlineData("{\"type\":\"hello\"}", "unknown_message")]
    [InlineData("{\"type\":\"health\",\"status\":\"pass\"}", "not_registered")]
    [InlineData("{\"type\":\"register\",\"repo\":\"acme/hello\",\"release_tag\":\"v1.0.0\"}", "missing_fields:app_name,agent_id")]
    [InlineData("{\"type\":\"register\",\"repo\":\"acme/hello\",\"release_tag\":\"v1.0.0\",\"app_name\":\"admin\",\"agent_id\":\"a\"}", "invalid_field:app_name")]
    [InlineData("{\"type\":\"register\",\"repo\":\"acme/../x\",\"release_tag\":\"v1\",\"app_name\":\"a\",\"agent_id\":\"a\"}", "invalid_field:repo")]
    [InlineData(
        "{\"type\":\"register\",\"repo\":\"acme/hello\",\"release_tag\":\"v1\",\"app_name\":\"a\",\"agent_id\":\"a\",\"network\":\"nowhere\"}",
        "invalid_network")]
    public async Task AMistakeIsNamedAndMayBeMendedSixteenTimes(string frame, string reason)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        for (int i = 0; i < 15; i++)
        {
            await agent.SendAsync(Encoding.UTF8.GetBytes(frame));
            Assert.Equal(reason, (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        }

        await agent.AnswerAsync(await agent.RegisterAsync());
        Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        await agent.SendAsync(Encoding.UTF8.GetBytes("{"));

        Assert.Equal((1008, "invalid_json"), await agent.EndAsync());
        Assert.Equal(reason == "invalid_json" ? 16 : 15, await network.CountedAsync(reason));
    }

    [Fact]
    public async Task AnAnswerWithoutItsPartsIsAWrongAnswer()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        string nonce = (await agent.RegisterAsync()).GetProperty("nonce").GetString()!;

        await agent.SendAsync(new JsonObject { ["type"] = "attest_response", ["nonce"] = nonce });

        await network.RefusedAsync(agent, "missing_quote_or_measurements");
    }

    // No status is told for what is no frame: the close code says it.
    private static async Task EndedAsync(TestNetwork network, FakeAgent agent, int code, string reason)
    {
        Assert.Equal(code, (await agent.EndAsync()).Code);
        Assert.Equal(1, await network.CountedAsync(reason));
        await network.UndisturbedAsync();
    }

    private static byte[] Padded(FakeAgent agent, int bytes)
    {
        string frame = agent.RegisterFrame().ToJsonString();
        return Encoding.UTF8.GetBytes(frame[..^1] + new string(' ', bytes - frame.Length) + "}");
    }
}
