using System.Text;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>TCB info and QE identity: signed over their exact bytes, of the right kind, inside their windows, and well formed.</summary>
public sealed class CollateralDocumentTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Date = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SyntheticCase[] Signatures =
    [
        new("TCB info signed by the PCK key", TcbInfoSignature) { Collateral = TcbInfo(t => t with { Signer = PlatformRole.PlatformPck }) },
        new("TCB info signed by the root", TcbInfoSignature) { Collateral = TcbInfo(t => t with { Signer = PlatformRole.Root }) },
        new("TCB info signed by a stranger", TcbInfoSignature) { Collateral = TcbInfo(t => t with { Signer = PlatformRole.Stranger }) },
        new("QE identity signed by the PCK key", QeIdentitySignature) { Collateral = QeIdentity(q => q with { Signer = PlatformRole.PlatformPck }) },
        new("QE identity signed by the Platform CA", QeIdentitySignature)
        {
            Collateral = QeIdentity(q => q with { Signer = PlatformRole.PlatformCa }),
        },
        new("a space added to the TCB info", TcbInfoSignature)
        {
            Collateral = Bundle(b => b with { TcbInfo = b.TcbInfo! with { Body = Spaced(b.TcbInfo.Body) } }),
        },
        new("a space added to the QE identity", QeIdentitySignature)
        {
            Collateral = Bundle(b => b with { QeIdentity = b.QeIdentity! with { Body = Spaced(b.QeIdentity.Body) } }),
        },
        new("a space in the TCB info before it was signed") { Collateral = TcbInfo(t => t with { Text = text => text.Insert(1, " ") }) },
        new("a TCB info signature cut short", TcbInfoSignature)
        {
            Collateral = Bundle(b => b with { TcbInfo = b.TcbInfo! with { Signature = b.TcbInfo.Signature[..63] } }),
        },
        new("an empty QE identity signature", QeIdentitySignature)
        {
            Collateral = Bundle(b => b with { QeIdentity = b.QeIdentity! with { Signature = default } }),
        },
        new("a QE identity signature of zeros", QeIdentitySignature)
        {
            Collateral = Bundle(b => b with { QeIdentity = b.QeIdentity! with { Signature = new byte[64] } }),
        },
        new("signatures swapped", TcbInfoSignature)
        {
            Collateral = Bundle(b => b with
            {
                TcbInfo = b.TcbInfo! with { Signature = b.QeIdentity!.Signature },
                QeIdentity = b.QeIdentity with { Signature = b.TcbInfo.Signature },
            }),
        },
        new("documents swapped", TcbInfoKind, TcbInfoFormat)
        {
            Collateral = Bundle(b => b with { TcbInfo = b.QeIdentity, QeIdentity = b.TcbInfo }),
        },
        new("TCB info in the QE identity's place", QeIdentityKind, QeIdentityFormat) { Collateral = Bundle(b => b with { QeIdentity = b.TcbInfo }) },
    ];

    private static readonly SyntheticCase[] Kinds =
    [
        new("SGX TCB info", TcbInfoKind) { Collateral = TcbInfo(t => t with { Id = "SGX" }) },
        new("TCB info version 2", TcbInfoKind) { Collateral = TcbInfo(t => t with { Version = 2 }) },
        new("TCB info version 4", TcbInfoKind) { Collateral = TcbInfo(t => t with { Version = 4 }) },
        new("TCB type 1", TcbInfoKind) { Collateral = TcbInfo(t => t with { TcbType = 1 }) },
        new("QE identity version 1", QeIdentityKind) { Collateral = QeIdentity(q => q with { Version = 1 }) },
        new("QE identity version 3", QeIdentityKind) { Collateral = QeIdentity(q => q with { Version = 3 }) },
        new("evaluation numbers that differ") { Collateral = TcbInfo(t => t with { EvaluationNumber = 21 }) },
    ];

    private static readonly SyntheticCase[] Windows =
    [
        new("TCB info in its first second") { Collateral = TcbInfo(t => t with { IssueDate = Now }) },
        new("TCB info a second too early", TcbInfoWindow) { Collateral = TcbInfo(t => t with { IssueDate = Now + Second }) },
        new("TCB info in its last second") { Collateral = TcbInfo(t => t with { NextUpdate = Now }) },
        new("TCB info a second too late", TcbInfoWindow) { Collateral = TcbInfo(t => t with { NextUpdate = Now - Second }) },
        new("QE identity in its first second") { Collateral = QeIdentity(q => q with { IssueDate = Now }) },
        new("QE identity a second too early", QeIdentityWindow) { Collateral = QeIdentity(q => q with { IssueDate = Now + Second }) },
        new("QE identity in its last second") { Collateral = QeIdentity(q => q with { NextUpdate = Now }) },
        new("QE identity a second too late", QeIdentityWindow) { Collateral = QeIdentity(q => q with { NextUpdate = Now - Second }) },
    ];

    private static readonly SyntheticCase[] TcbForm =
    [
        new("levels in another order") { Collateral = TcbInfo(t => t with { Levels = [.. t.Levels.Reverse()] }) },
        new("module levels in another order")
        {
            Collateral = TcbInfo(t => t with { Modules = [.. t.Modules!.Select(m => m with { Levels = [.. m.Levels.Reverse()] })] }),
        },
        new("a member nobody knows") { Collateral = TcbText("{\"id\"", "{\"new\":[1],\"id\"") },
        new("no level", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Levels = [] }) },
        new("15 SGX components", TcbInfoFormat) { Collateral = Level(l => l with { Sgx = [.. l.Sgx.Take(15)] }) },
        new("17 SGX components", TcbInfoFormat) { Collateral = Level(l => l with { Sgx = [.. l.Sgx, 0] }) },
        new("15 TDX components", TcbInfoFormat) { Collateral = Level(l => l with { Tdx = [.. l.Tdx.Take(15)] }) },
        new("17 TDX components", TcbInfoFormat) { Collateral = Level(l => l with { Tdx = [.. l.Tdx, 0] }) },
        new("SVN of 256, which nobody reaches") { Collateral = Level(l => l with { Sgx = [256, .. l.Sgx.Skip(1)] }) },
        new("SVN of 65536", TcbInfoFormat) { Collateral = Level(l => l with { Sgx = [65536, .. l.Sgx.Skip(1)] }) },
        new("negative SVN", TcbInfoFormat) { Collateral = Level(l => l with { Tdx = [-1, .. l.Tdx.Skip(1)] }) },
        new("PCESVN above 65535", TcbInfoFormat) { Collateral = Level(l => l with { PceSvn = 65536 }) },
        new("a status nobody knows", TcbInfoFormat) { Collateral = Level(l => l with { Status = "Fine" }) },
        new("a status in lower case", TcbInfoFormat) { Collateral = Level(l => l with { Status = "uptodate" }) },
        new("a status that is none of Intel's documents", TcbInfoFormat) { Collateral = Level(l => l with { Status = "TcbNotSupported" }) },
        new("a level twice", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Levels = [.. t.Levels, t.Levels[0]] }) },
        new("a level twice with two statuses", TcbInfoFormat)
        {
            Collateral = TcbInfo(t => t with { Levels = [t.Levels[0] with { Status = "Revoked" }, .. t.Levels] }),
        },
        new("a module twice", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Modules = [.. t.Modules!, t.Modules![0]] }) },
        new("a module without levels", TcbInfoFormat)
        {
            Collateral = TcbInfo(t => t with { Modules = [.. t.Modules!.Select(m => m with { Levels = [] })] }),
        },
        new("a module level twice", TcbInfoFormat)
        {
            Collateral = TcbInfo(t => t with { Modules = [.. t.Modules!.Select(m => m with { Levels = [.. m.Levels, m.Levels[0]] })] }),
        },
        new("FMSPC of 5 bytes", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Fmspc = t.Fmspc[..10] }) },
        new("FMSPC that is not hex", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Fmspc = "G" + t.Fmspc[1..] }) },
        new("module signer of 47 bytes", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Module = t.Module with { MrSigner = new string('0', 94) } }) },
        new("a name twice", TcbInfoFormat) { Collateral = TcbText("\"version\":3", "\"version\":3,\"version\":3") },
        new("a name twice, once escaped", TcbInfoFormat) { Collateral = TcbText("\"version\":3", "\"version\":3,\"\\u0076ersion\":3") },
        new("something behind the document", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Text = text => text + "{}" }) },
        new("no evaluation number", TcbInfoFormat) { Collateral = TcbText("\"tcbEvaluationDataNumber\"", "\"other\"") },
        new("an SVN as text", TcbInfoFormat) { Collateral = TcbText("{\"svn\":9}", "{\"svn\":\"9\"}") },
        new("an SVN with a fraction", TcbInfoFormat) { Collateral = TcbText("{\"svn\":9}", "{\"svn\":9.5}") },
        new("a date with an offset", TcbInfoFormat) { Collateral = TcbText("T00:00:00Z\",\"nextUpdate\"", "T00:00:00+00:00\",\"nextUpdate\"") },
        new("a date without its time", TcbInfoFormat) { Collateral = TcbText("T00:00:00Z\",\"nextUpdate\"", "\",\"nextUpdate\"") },
        new("nesting without end", TcbInfoFormat)
        {
            Collateral = TcbText("{\"id\"", "{\"x\":" + new string('[', 500) + new string(']', 500) + ",\"id\""),
        },
        new("no JSON", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Text = _ => "TCB" }) },
        new("nothing", TcbInfoFormat) { Collateral = TcbInfo(t => t with { Text = _ => "" }) },
    ];

    private static readonly SyntheticCase[] QeForm =
    [
        new("QE levels in another order") { Collateral = QeIdentity(q => q with { Levels = [.. q.Levels.Reverse()] }) },
        new("a QE level with another status") { Collateral = QeIdentity(q => q with { Levels = [new(1, "ConfigurationNeeded", Date)] }) },
        new("no QE level", QeIdentityFormat) { Collateral = QeIdentity(q => q with { Levels = [] }) },
        new("a QE level twice", QeIdentityFormat) { Collateral = QeIdentity(q => q with { Levels = [.. q.Levels, q.Levels[0]] }) },
        new("a QE status nobody knows", QeIdentityFormat) { Collateral = QeIdentity(q => q with { Levels = [new(1, "Fine", Date)] }) },
        new("QE signer of 31 bytes", QeIdentityFormat) { Collateral = QeIdentity(q => q with { MrSigner = q.MrSigner[..62] }) },
        new("a mask of 15 bytes", QeIdentityFormat) { Collateral = QeIdentity(q => q with { AttributesMask = q.AttributesMask[..30] }) },
        new("MISCSELECT of 5 bytes", QeIdentityFormat) { Collateral = QeIdentity(q => q with { MiscSelect = "0000000000" }) },
        new("a QE name twice", QeIdentityFormat)
        {
            Collateral = QeIdentity(q => q with { Text = text => text.Replace("\"isvprodid\":2", "\"isvprodid\":2,\"isvprodid\":2", StringComparison.Ordinal) }),
        },
    ];

    private static readonly SyntheticCase[] All = [.. Signatures, .. Kinds, .. Windows, .. TcbForm, .. QeForm];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    private static CollateralOptions Level(Func<TcbLevelRecipe, TcbLevelRecipe> change) =>
        TcbInfo(t => t with { Levels = [change(t.Levels[0]), .. t.Levels.Skip(1)] });

    private static CollateralOptions TcbText(string old, string replacement) => TcbInfo(t => t with
    {
        Text = text => text.Contains(old, StringComparison.Ordinal)
            ? text.Replace(old, replacement, StringComparison.Ordinal)
            : throw new InvalidOperationException($"The document has no {old}"),
    });

    private static byte[] Spaced(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span).Insert(1, " "));
}
