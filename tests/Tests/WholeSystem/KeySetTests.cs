using System.Buffers.Text;
using System.Net;
using System.Text;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>The keys by which a control plane signs, as relying parties fetch them.</summary>
public sealed class KeySetTests
{
    [Fact]
    public async Task TheKeySetIsServedWithATagAndTheSameAfterARestart()
    {
        MemoryStore store = new();
        byte[] before;
        await using (TestNetwork network = await TestNetwork.StartEmptyAsync(same => same, store))
        {
            using HttpResponseMessage answer = await network.Http.GetAsync(new Uri(network.Plane.ControlUrl, "/.well-known/jwks.json"));
            Assert.Equal("application/jwk-set+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("public, max-age=300", answer.Headers.CacheControl?.ToString());
            before = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(JsonWebKeySet.TryParse(before, out JsonWebKeySet? set));
            Assert.Single(set.Keys);

            using HttpRequestMessage again = new(HttpMethod.Get, new Uri(network.Plane.ControlUrl, "/.well-known/jwks.json"));
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using HttpResponseMessage unchanged = await network.Http.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }

        await using TestNetwork restarted = await TestNetwork.StartEmptyAsync(same => same, store);
        Assert.Equal(before, await restarted.Http.GetByteArrayAsync(new Uri(restarted.Plane.ControlUrl, "/.well-known/jwks.json")));
    }

    [Fact]
    public async Task NoFileOfTheStoreHoldsAPrivateKeyAndNoStartGoesWithoutItsKeyFile()
    {
        StoreFolder folder = new();
        await using (await TestNetwork.StartAsync(store: await folder.OpenAsync()))
        {
        }

        byte[] scalar;
        await using (SqliteStore store = await folder.OpenAsync())
        {
            using SealingKey sealing = new(File.ReadAllBytes(Path.Combine(TestNetwork.PlatformFolder, "store.key")));
            KeyRow row = KeyRows.Read((await store.ReadValueAsync(KeyRows.StoreKey, CancellationToken.None))!.Value)![0];
            scalar = sealing.Open("signing_key", row.Public.KeyId, row.Sealed)!;
        }

        byte[][] forms =
        [
            scalar, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(scalar)), Encoding.ASCII.GetBytes(Convert.ToHexString(scalar)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(scalar)[..^2]), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(scalar)[..^1]),
        ];
        Assert.All(Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes), bytes =>
            Assert.All(forms, form => Assert.True(bytes.AsSpan().IndexOf(form) < 0)));

        string other = Path.Combine(folder.Root, "other.key");
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await TestNetwork.StartEmptyAsync(options => options with { KeyFile = other }, await folder.OpenAsync()));
        Assert.Contains("put it back", fault.Message, StringComparison.Ordinal);
        File.WriteAllBytes(other, new byte[32]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await TestNetwork.StartEmptyAsync(options => options with { KeyFile = other }, await folder.OpenAsync()));
        Assert.Contains("is not the file", fault.Message, StringComparison.Ordinal);
        folder.Delete();
    }
}
