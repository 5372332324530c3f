using System.Net.Sockets;
using System.Text.Json;
using EasyEnclave.ContactDiscovery;

namespace EasyEnclave.Tests.Example;

/// <summary>The service over real connections, as the agent beside it asks.</summary>
public sealed class ContactServerTests
{
    [Fact]
    public async Task ANumberRegisteredInOneSpellingIsFoundInAnother()
    {
        await using TestContacts contacts = await TestContacts.StartAsync();

        (int status, JsonElement answer) = await contacts.AskAsync("/register", """{"contacts":["+49 30 1234-567","+49301234567"]}""");
        Assert.Equal((200, """{"registered":2}"""), (status, answer.GetRawText()));

        (status, answer) = await contacts.AskAsync("/lookup", """{"contacts":["+49 (30) 1234567","+15550100199"]}""");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"results":[{"contact":"+49 (30) 1234567","registered":true},{"contact":"+15550100199","registered":false}]}""", answer.GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer another-token-of-nobody")]
    [InlineData("Basic " + TestContacts.Token)]
    public async Task WithoutATokenThatIsTakenNothingIsSaidOrKept(string? authorization)
    {
        await using TestContacts contacts = await TestContacts.StartAsync();
        const string Body = """{"contacts":["+49301234567"]}""";

        using HttpResponseMessage refused = await contacts.SendAsync(HttpMethod.Post, "/register", Body, authorization);
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        (int status, JsonElement answer) = await contacts.AskAsync("/lookup", Body, authorization);
        Assert.Equal((401, "unauthorized"), (status, answer.GetProperty("error").GetString()));

        (_, answer) = await contacts.AskAsync("/lookup", Body);
        Assert.False(answer.GetProperty("results")[0].GetProperty("registered").GetBoolean());
    }

    [Fact]
    public async Task WithoutAnyTokenItIsClosed()
    {
        await using TestContacts contacts = await TestContacts.StartAsync(options => options with { Tokens = [] });

        Assert.Equal(401, (await contacts.AskAsync("/lookup", """{"contacts":[]}""")).Status);
        Assert.Equal(401, (await contacts.AskAsync("/lookup", """{"contacts":[]}""", "Bearer ")).Status);
    }

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("{", "invalid_json")]
    [InlineData("[]", "invalid_json")]
    [InlineData("""{"contacts":"+49301234567"}""", "invalid_json")]
    [InlineData("""{"contacts":[49301234567]}""", "invalid_json")]
    [InlineData("""{"contacts":[],"contacts":[]}""", "invalid_json")]
    [InlineData("""{"contacts":[["+49301234567"]]}""", "invalid_json")]
    [InlineData("null", "missing_contacts")]
    [InlineData("{}", "missing_contacts")]
    [InlineData("""{"contacts":null}""", "missing_contacts")]
    [InlineData("""{"contacts":[null]}""", "invalid_contact")]
    [InlineData("""{"contacts":["+49301234567","030 1234567"]}""", "invalid_contact")]
    public async Task WhatCannotBeReadIsRefusedByNameAndRepeatsNothing(string body, string error)
    {
        await using TestContacts contacts = await TestContacts.StartAsync();

        (int status, JsonElement answer) = await contacts.AskAsync("/register", body);

        Assert.Equal((400, error), (status, answer.GetProperty("error").GetString()));
        Assert.DoesNotContain("1234567", answer.GetRawText());
        (_, answer) = await contacts.AskAsync("/lookup", """{"contacts":["+49301234567"]}""");
        Assert.False(answer.GetProperty("results")[0].GetProperty("registered").GetBoolean(), "A refused request registered a part of it.");
    }

    [Fact]
    public async Task TheNumberThatIsWrongIsNamedByItsPlace()
    {
        await using TestContacts contacts = await TestContacts.StartAsync();

        (_, JsonElement answer) = await contacts.AskAsync("/lookup", """{"contacts":["+49301234567","12"]}""");

        Assert.StartsWith("contacts[1] is no number", answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task AThousandNumbersAreAnsweredAndOneMoreIsNot()
    {
        await using TestContacts contacts = await TestContacts.StartAsync();
        static string Body(int count) => $$"""{"contacts":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"+4930{1000000 + i}\""))}}]}""";

        Assert.Equal(1000, (await contacts.AskAsync("/lookup", Body(1000))).Answer.GetProperty("results").GetArrayLength());
        (int status, JsonElement answer) = await contacts.AskAsync("/lookup", Body(1001));
        Assert.Equal((400, "too_many_contacts"), (status, answer.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData(0, 200, null)]
    [InlineData(1, 413, "too_large")]
    public async Task ABodyHasAtMostSixtyFourKibibytes(int over, int expected, string? error)
    {
        await using TestContacts contacts = await TestContacts.StartAsync();
        string body = """{"contacts":[]}""" + new string(' ', ContactOptions.BodyBytesMax - 15 + over);

        (int status, JsonElement answer) = await contacts.AskAsync("/lookup", body);

        Assert.Equal((expected, error), (status, answer.TryGetProperty("error", out JsonElement said) ? said.GetString() : null));
    }

    [Fact]
    public async Task ATokenThatAskedTooMuchIsToldWhenToComeBack()
    {
        await using TestContacts contacts = await TestContacts.StartAsync(options => options with { NumbersPerHour = 1000 });
        string thousand = $$"""{"contacts":[{{string.Join(',', Enumerable.Repeat("\"+49301234567\"", 1000))}}]}""";
        const string One = """{"contacts":["+49301234567"]}""";
        Assert.Equal(200, (await contacts.AskAsync("/lookup", thousand)).Status);

        using HttpResponseMessage limited = await contacts.SendAsync(HttpMethod.Post, "/lookup", One, "Bearer " + TestContacts.Token);
        Assert.Equal((429, TimeSpan.FromSeconds(4)), ((int)limited.StatusCode, limited.Headers.RetryAfter!.Delta));
        Assert.Equal("rate_limited", JsonElement.Parse(await limited.Content.ReadAsStringAsync()).GetProperty("error").GetString());

        contacts.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(200, (await contacts.AskAsync("/lookup", One)).Status);
        Assert.Equal(429, (await contacts.AskAsync("/register", """{"contacts":[]}""")).Status);
    }

    [Fact]
    public async Task WhereNoMoreFitItSaysSo()
    {
        await using TestContacts contacts = await TestContacts.StartAsync(options => options with { NumbersMax = 1 });

        Assert.Equal(200, (await contacts.AskAsync("/register", """{"contacts":["+49301234567"]}""")).Status);
        (int status, JsonElement answer) = await contacts.AskAsync("/register", """{"contacts":["+15550100199"]}""");
        Assert.Equal((507, "full"), (status, answer.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("/nowhere", "application/json", 404, "not_found")]
    [InlineData("/", "application/json", 405, "method_not_allowed")]
    [InlineData("/lookup", "text/plain", 415, "unsupported_media_type")]
    public async Task EveryRefusalHasTheSameShape(string path, string type, int status, string error)
    {
        await using TestContacts contacts = await TestContacts.StartAsync();

        (int said, JsonElement answer) = await contacts.AskAsync(path, """{"contacts":[]}""", type: type);

        Assert.Equal((status, error), (said, answer.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("GET", "/", """{"status":"ok"}""")]
    [InlineData("GET", "/health", """{"status":"ok"}""")]
    [InlineData("HEAD", "/", "")]
    public async Task HealthNeedsNoTokenAndTellsNothing(string method, string path, string body)
    {
        await using TestContacts contacts = await TestContacts.StartAsync();
        await contacts.AskAsync("/register", """{"contacts":["+49301234567"]}""");

        using HttpResponseMessage answer = await contacts.SendAsync(HttpMethod.Parse(method), path);

        Assert.Equal((200, body), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task NoNumberAndNoTokenReachesTheLog()
    {
        await using TestContacts contacts = await TestContacts.StartAsync();

        await contacts.AskAsync("/register", """{"contacts":["+49301234567"]}""");
        await contacts.AskAsync("/lookup", """{"contacts":["+49301234567"]}""");
        await contacts.AskAsync("/lookup", """{"contacts":["+49301234567",]}""");
        await contacts.AskAsync("/lookup", """{"contacts":["0301234567"]}""");

        Assert.Contains(contacts.Logs.Lines, line => line.Contains("/lookup", StringComparison.Ordinal));
        Assert.DoesNotContain(contacts.Logs.Lines, line => line.Contains("1234567", StringComparison.Ordinal));
        Assert.DoesNotContain(contacts.Logs.Lines, line => line.Contains(TestContacts.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherStartKnowsNothing()
    {
        const string Body = """{"contacts":["+49301234567"]}""";
        await using (TestContacts before = await TestContacts.StartAsync())
            await before.AskAsync("/register", Body);

        await using TestContacts after = await TestContacts.StartAsync();

        Assert.False((await after.AskAsync("/lookup", Body)).Answer.GetProperty("results")[0].GetProperty("registered").GetBoolean());
    }

    [Fact]
    public async Task ASocketIsForItsOwnerAndGroupAndALeftoverIsReplaced()
    {
        string folder = Directory.CreateTempSubdirectory("ee-contacts-").FullName;
        ListenAddress.Socket address = new(Path.Combine(folder, "contacts.sock"));
        // A socket that is closed takes its file along, one that was killed does not: so the file is elsewhere meanwhile.
        using (Socket killed = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(address.Path));
            File.Move(address.Path, address.Path + ".kept");
        }

        File.Move(address.Path + ".kept", address.Path);

        await using (TestContacts contacts = await TestContacts.StartAsync(options => options with { Address = address }))
        {
            Assert.True(await HealthQuestion.AskAsync(new ContactOptions { Address = address }));
            const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(address.Path) == OwnerAndGroup);
        }

        Assert.False(await HealthQuestion.AskAsync(new ContactOptions { Address = address }));
        Directory.Delete(folder, recursive: true);
    }
}
