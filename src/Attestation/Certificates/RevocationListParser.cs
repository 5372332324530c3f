using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>X.509 v2 CRLs (RFC 5280, section 5) as Intel issues them: complete, direct, numbered and with a next update.</summary>
internal static class RevocationListParser
{
    /// <summary>Room for some 20,000 entries; Intel's hold a few dozen.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxNumberOctets = 20;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out RevocationList? list)
    {
        list = null;
        if (der.Length > MaxBytes)
            return false;
        try
        {
            list = Parse(der);
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static RevocationList Parse(ReadOnlyMemory<byte> der)
    {
        var (tbs, body, signature) = X509Reader.ReadSigned(der);
        if (!body.TryReadInt32(out var version) || version != 1)
            throw new AsnContentException("Not a CRL of version 2.");

        X509Reader.ReadSignatureAlgorithm(body);
        var issuer = body.ReadEncodedValue();
        var thisUpdate = X509Reader.ReadTime(body);
        var nextUpdate = X509Reader.ReadTime(body);
        var revoked = body.HasData && body.PeekTag() == Asn1Tag.Sequence ? ReadEntries(body.ReadSequence()) : [];
        var wrapped = body.ReadSequence(ExtensionsTag);
        var number = ReadNumber(wrapped.ReadSequence());
        wrapped.ThrowIfNotEmpty();
        body.ThrowIfNotEmpty();

        return new RevocationList
        {
            Tbs = tbs,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Number = number,
            Revoked = revoked,
            Signature = signature,
        };
    }

    private static HashSet<string> ReadEntries(AsnReader entries)
    {
        var revoked = new HashSet<string>(StringComparer.Ordinal);
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            revoked.Add(X509Reader.ReadSerial(entry));
            X509Reader.ReadTime(entry);
            if (entry.HasData)
                CheckEntryExtensions(entry.ReadSequence());
            entry.ThrowIfNotEmpty();
        }

        return revoked;
    }

    // A critical entry extension may name another issuer for the entry, which would make it mean something else.
    private static void CheckEntryExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var (oid, critical, _) = X509Reader.ReadExtension(extensions);
            if (critical && oid != Oids.CrlReason)
                throw new AsnContentException("An unknown critical entry extension.");
        }
    }

    private static BigInteger ReadNumber(AsnReader extensions)
    {
        BigInteger? number = null;
        var hasAuthorityKey = false;
        while (extensions.HasData)
        {
            var (oid, critical, value) = X509Reader.ReadExtension(extensions);
            switch (oid)
            {
                case Oids.CrlNumber when number is null:
                    number = ReadCrlNumber(value);
                    break;
                case Oids.AuthorityKeyIdentifier when !hasAuthorityKey:
                    hasAuthorityKey = true;
                    break;
                case Oids.CrlNumber or Oids.AuthorityKeyIdentifier:
                    throw new AsnContentException("An extension that stands twice.");
                default:
                    // Critical ones would make this a partial, indirect or delta CRL.
                    if (critical)
                        throw new AsnContentException("An unknown critical extension.");
                    break;
            }
        }

        return number is { } found && hasAuthorityKey ? found : throw new AsnContentException("crlNumber or authorityKeyIdentifier is missing.");
    }

    private static BigInteger ReadCrlNumber(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        if (reader.PeekContentBytes().Length > MaxNumberOctets)
            throw new AsnContentException("A crlNumber that is too long.");
        var number = reader.ReadInteger();
        reader.ThrowIfNotEmpty();
        return number.Sign >= 0 ? number : throw new AsnContentException("A negative crlNumber.");
    }
}
