using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Admin;

/// <summary>The filters of a list: an item stays if each parameter that is given says exactly what its field says.</summary>
internal sealed class Filters(IQueryCollection query)
{
    /// <summary>Whether a field is as asked for, or not asked for.</summary>
    public bool Takes(string name, string? value) => PageRequest.Text(query, name) is not { } wanted || wanted == value;

    /// <summary>Whether a field is asked for at all.</summary>
    public bool Asks(string name) => PageRequest.Text(query, name) is not null;

    /// <summary>Whether a boolean field is as asked for, or not asked for.</summary>
    public bool Takes(string name, bool value) => Takes(name, value ? "true" : "false");
}
