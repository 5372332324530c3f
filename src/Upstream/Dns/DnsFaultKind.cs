namespace EasyEnclave.Upstream.Dns;

/// <summary>Every way in which names cannot be set, once it is understood what is asked for.</summary>
public enum DnsFaultKind
{
    /// <summary>No source on the internet said which address this machine has.</summary>
    AddressUnknown,

    /// <summary>Fewer than half of the sources agree on one address.</summary>
    AddressDisputed,

    /// <summary>A host is not in the zone.</summary>
    HostOutsideZone,

    /// <summary>The token sees no such zone.</summary>
    ZoneUnknown,

    /// <summary>Several zones have the name.</summary>
    ZoneAmbiguous,

    /// <summary>The zone's number is another zone's.</summary>
    ZoneMismatch,

    /// <summary>A name is an alias or delegated, and cannot have addresses.</summary>
    NameTaken,

    /// <summary>A name belongs to another product of Cloudflare's.</summary>
    RecordReadOnly,

    /// <summary>The zone's plan holds no more records.</summary>
    RecordQuota,

    /// <summary>Records changed again and again while they were being set.</summary>
    RecordsMoved,

    /// <summary>The token is not valid, or has no right to do this.</summary>
    TokenRefused,

    /// <summary>Cloudflare asks to be left alone for longer than is waited.</summary>
    RateLimited,

    /// <summary>Cloudflare refuses for another reason, which it gives.</summary>
    ApiRefused,

    /// <summary>The answer is not one of this API's.</summary>
    AnswerMalformed,

    /// <summary>The API is down.</summary>
    ApiUnavailable,

    /// <summary>No connection to the API could be made, or it broke.</summary>
    ApiUnreachable,

    /// <summary>It took too long.</summary>
    TimedOut,
}
