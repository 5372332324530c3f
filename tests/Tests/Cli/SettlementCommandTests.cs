using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Tests.Actors.Settlements;

namespace EasyEnclave.Tests.Cli;

public sealed class SettlementCommandTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _cli.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task AVerdictIsWorkedOutAgainWithoutAServer()
    {
        string document = Signed(VerdictCheckTests.Document());

        JsonElement told = await _cli.JsonAsync(
            "settlements", "verify", _cli.Write("v.json", Encoding.UTF8.GetBytes($$"""{"document":"{{document}}"}""")), "--keys", Keys());
        Assert.Equal((0, "valid", "fail"), (_cli.ExitCode, told.GetProperty("signature").GetString(), told.GetProperty("verdict").GetString()));

        told = await _cli.JsonAsync("settlements", "verify", _cli.Write("v.jws", Encoding.UTF8.GetBytes(document)));
        Assert.Equal((0, "unchecked"), (_cli.ExitCode, told.GetProperty("signature").GetString()));
    }

    [Fact]
    public async Task AForgedVerdictIsRefused()
    {
        string text = Encoding.UTF8.GetString(VerdictCheckTests.Document()).Replace("\"verdict\":\"fail\"", "\"verdict\":\"pass\"", StringComparison.Ordinal);
        string genuine = Signed(VerdictCheckTests.Document());
        string[] parts = genuine.Split('.');
        string swapped = $"{parts[0]}.{Signed(Encoding.UTF8.GetBytes(text)).Split('.')[1]}.{parts[2]}";

        JsonElement lies = await _cli.JsonAsync("settlements", "verify", _cli.Write("l.jws", Encoding.UTF8.GetBytes(Signed(Encoding.UTF8.GetBytes(text)))), "--keys", Keys());
        Assert.Equal((1, "verdict_refused"), (_cli.ExitCode, lies.GetProperty("error").GetString()));
        JsonElement forged = await _cli.JsonAsync("settlements", "verify", _cli.Write("f.jws", Encoding.UTF8.GetBytes(swapped)), "--keys", Keys());
        Assert.Equal((1, "signature_refused"), (_cli.ExitCode, forged.GetProperty("error").GetString()));
        JsonElement none = await _cli.JsonAsync("settlements", "verify", _cli.Write("n.jws", "hello"u8.ToArray()));
        Assert.Equal((2, "no_verdict"), (_cli.ExitCode, none.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task OrdersAreSentAsTheyWereGiven()
    {
        const string Settlement =
            """
            {"node_id":"n1","period":"2026-11-22T14","period_start":"2026-11-22T14:00:00Z","period_end":"2026-11-22T15:00:00Z","state":"settled","due_at":null,
             "price_usd_per_vcpu_hour":"0.50","verdict":"pass","eligible":true,"reasons":[],"settled":1,"failed":0,"paid_usd":"1.50","refunded_usd":"0.50",
             "evidence":[],"document":null}
            """;
        ScriptedServer server = new();
        _cli.Network = server;
        _cli.Variables["EE_ADMIN_TOKEN"] = "correct-horse";
        server.Answers(HttpStatusCode.OK, Settlement)
            .Answers(HttpStatusCode.OK, $$"""{"settlements":[{{Settlement}}],"next_cursor":null}""")
            .Answers(HttpStatusCode.Conflict, """{"error":"already_decided","title":"Conflict","status":409}""");

        JsonElement told = await _cli.JsonAsync("settlements", "finalize", "2026-11-22T14", "--node", "n1");
        Assert.Equal("pass", told.GetProperty("verdict").GetString());
        await _cli.RunAsync("settlements", "list", "--state", "settled");
        Assert.Contains("2026-11-22T14", _cli.Output, StringComparison.Ordinal);
        told = await _cli.JsonAsync("abuse", "authorize", "r1", "--deny");
        Assert.Equal((1, "already_decided"), (_cli.ExitCode, told.GetProperty("error").GetString()));
        Assert.Equal(
            [
                "POST http://127.0.0.1:8088/v1/settlements/2026-11-22T14/finalize",
                "GET http://127.0.0.1:8088/v1/settlements?state=settled",
                "POST http://127.0.0.1:8088/v1/abuse/reports/r1/authorize",
            ],
            server.Asked);
        Assert.Equal(2, await _cli.RunAsync("settlements", "show", "yesterday"));
    }

    private string Signed(byte[] payload) => JsonWebSignature.Write(
        Public().KeyId,
        Verdict.MediaType,
        payload,
        message => _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    private string Keys() => _cli.Write("keys.json", new JsonWebKeySet([Public()]).ToDocument());

    private VerificationKey Public()
    {
        ECParameters parameters = _key.ExportParameters(includePrivateParameters: false);
        Assert.True(VerificationKey.TryCreate([.. parameters.Q.X!, .. parameters.Q.Y!], out VerificationKey? half));
        return half;
    }
}
