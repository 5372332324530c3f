using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.ContactDiscovery;

/// <summary>The two questions and how they are answered: token, body, allowance, numbers, book, in this order.</summary>
internal sealed class ContactApi(ContactBook book, Bearers bearers)
{
    /// <summary><c>POST /register</c>.</summary>
    public async Task RegisterAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } asked)
            return;
        if (book.TryRegister(asked.Numbers))
            await Answers.WriteAsync(context, 200, new ContactMessage.Registered(asked.Numbers.Length), ContactJson.Wire.Registered);
        else
            await Answers.RefuseAsync(context, 507, "full", "no more numbers fit; none of these was registered");
    }

    /// <summary><c>POST /lookup</c>.</summary>
    public async Task LookupAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } asked)
            return;
        bool[] found = book.Lookup(asked.Numbers);
        ContactMessage.Results results = new([.. asked.Written.Zip(found, (written, known) => new ContactMessage.Result(written, known))]);
        await Answers.WriteAsync(context, 200, results, ContactJson.Wire.Results);
    }

    /// <summary><c>GET /</c> and <c>GET /health</c>: needs no token and tells nothing.</summary>
    public static Task HealthAsync(HttpContext context) =>
        Answers.WriteAsync(context, 200, new ContactMessage.Health("ok"), ContactJson.Wire.Health);

    // What was asked, or null once it is refused.
    private async Task<Asked?> ReadAsync(HttpContext context)
    {
        if (bearers.Find(context.Request.Headers.Authorization) is not { } allowance)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Answers.RefuseAsync(context, 401, "unauthorized", "give a token that is taken: Authorization: Bearer <token>");
            return null;
        }

        if (await ReadBodyAsync(context) is not { } written)
            return null;
        if (allowance.Take(Math.Max(written.Count, 1)) is { Ticks: > 0 } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Answers.RefuseAsync(context, 429, "rate_limited", "this token has asked about too many numbers; come back after Retry-After seconds");
            return null;
        }

        Asked asked = new(new string[written.Count], new string[written.Count]);
        for (int i = 0; i < written.Count; i++)
        {
            if (!PhoneNumber.TryNormalize(written[i], out string? number))
            {
                await Answers.RefuseAsync(context, 400, "invalid_contact", $"contacts[{i}] is no number with its country code, such as +4930123456");
                return null;
            }

            (asked.Written[i], asked.Numbers[i]) = (written[i]!, number);
        }

        return asked;
    }

    private static async Task<IReadOnlyList<string?>?> ReadBodyAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await Answers.RefuseAsync(context, 415, "unsupported_media_type", "give Content-Type: application/json");
            return null;
        }

        try
        {
            var list = await JsonSerializer.DeserializeAsync(context.Request.Body, ContactJson.Wire.Contacts, context.RequestAborted);
            if (list?.Numbers is not { } contacts)
                await Answers.RefuseAsync(context, 400, "missing_contacts", "give {\"contacts\": [\"+4930123456\"]}");
            else if (contacts.Count > ContactOptions.ContactsMax)
                await Answers.RefuseAsync(context, 400, "too_many_contacts", $"ask about at most {ContactOptions.ContactsMax} at once");
            else
                return contacts;
        }
        catch (JsonException)
        {
            await Answers.RefuseAsync(context, 400, "invalid_json", "give {\"contacts\": [\"+4930123456\"]}");
        }
        catch (BadHttpRequestException e)
        {
            await Answers.RefuseAsync(context, e.StatusCode);
        }

        return null;
    }

    /// <summary>What a request names: the numbers as they were written, and in their one form.</summary>
    private readonly record struct Asked(string[] Written, string[] Numbers);
}
