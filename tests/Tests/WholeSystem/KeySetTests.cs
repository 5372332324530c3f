using System.Net;
using EasyEnclave.Attestation.Signing;
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
}
