using System.Net;
using EasyEnclave.Upstream.Dns;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>What holds of every plan: carried out, it leaves nothing to do, and touches no record that it need not.</summary>
public sealed class DnsPlanProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);
    private static readonly string[] Names = ["control.example.com", "control-direct.example.com", "*.app.example.com"];
    private static readonly string[] Addresses = ["8.8.4.4", "1.1.1.1", "9.9.9.9", "2606:50c0:8000::154", "2606:50c0:8000::155", "2606:50c0:8000::156"];
    private static readonly string[] Others = ["TXT", "MX", "CAA", "CNAME"];

    private static readonly Gen<WantedRecord[]> Wanted =
        from names in Gen.SubListOf(Names)
        from addresses in Gen.SubListOf(Addresses)
        from proxied in Gen.Elements(true, false)
        from ttl in Gen.Elements(1, 300)
        select names.SelectMany(name => addresses.Select(address => Record(name, address, proxied && name != Names[1], ttl))).ToArray();

    private static readonly Gen<DnsRecord> Existing =
        from number in Gen.Choose(0, 10_000)
        from name in Gen.Elements(Names)
        from address in Gen.Elements(Addresses)
        from other in Gen.Frequency((9, Gen.Constant((string?)null)), (1, Gen.Elements<string?>(Others)))
        from proxied in Gen.Elements(true, false)
        from ttl in Gen.Elements(1, 300)
        select new DnsRecord($"{number}", other ?? TypeOf(address), name, address, proxied, proxied ? 1 : ttl) { CreatedOn = $"2026-01-{number % 28:D2}" };

    private static readonly Gen<(WantedRecord[] Wanted, DnsRecord[] There)> Worlds =
        from wanted in Wanted
        from there in Existing.ListOf()
        select (wanted, there.DistinctBy(record => record.Id).DistinctBy(record => (record.Type, record.Name, record.Content)).ToArray());

    [Fact]
    public void CarriedOutItLeavesNothingToDo() => Prop.ForAll(Worlds.ToArbitrary(), world =>
    {
        DnsPlan plan = Plan(world.Wanted, world.There);
        DnsPlan again = Plan(world.Wanted, CarryOut(plan, world.There));
        return plan.Faults.Count > 0 || again.Steps.All(step => step is DnsStep.Keep or DnsStep.Leave);
    }).Check(Many);

    [Fact]
    public void CarriedOutEveryWantedRecordIsThereOnce() => Prop.ForAll(Worlds.ToArbitrary(), world =>
    {
        DnsPlan plan = Plan(world.Wanted, world.There);
        DnsRecord[] after = CarryOut(plan, world.There);
        return plan.Faults.Count > 0
            || world.Wanted.All(wanted => after.Count(record => record.IsAddress && record.Name == wanted.Name && record.Gives(wanted.Address) && wanted.IsMetBy(record)) == 1);
    }).Check(Many);

    [Fact]
    public void NothingIsDeletedAndOtherTypesStayAsTheyAre() => Prop.ForAll(Worlds.ToArbitrary(), world =>
    {
        DnsRecord[] after = CarryOut(Plan(world.Wanted, world.There), world.There);
        return world.There.All(record => after.Any(left => left.Id == record.Id && left.Type == record.Type && left.Name == record.Name))
            && world.There.Where(record => !record.IsAddress).All(after.Contains);
    }).Check(Many);

    [Fact]
    public void NoMoreIsWrittenThanThereIsWantedAndUnproxied() => Prop.ForAll(Worlds.ToArbitrary(), world =>
    {
        DnsPlan plan = Plan(world.Wanted, world.There);
        int proxied = world.There.Count(record => record is { Proxied: true, IsAddress: true });
        return plan.Steps.Count(step => step is DnsStep.Create or DnsStep.Update) <= world.Wanted.Length + proxied;
    }).Check(Many);

    private static DnsPlan Plan(WantedRecord[] wanted, DnsRecord[] there) => DnsPlan.Of(wanted, there, "example.com");

    private static DnsRecord[] CarryOut(DnsPlan plan, DnsRecord[] there)
    {
        List<DnsRecord> after = [.. there];
        foreach (DnsStep step in plan.Steps)
        {
            switch (step)
            {
                case DnsStep.Create { Wanted: var made }:
                    after.Add(new DnsRecord($"new-{after.Count}", made.Type, made.Name, made.Address.ToString(), made.Proxied, made.Ttl));
                    break;
                case DnsStep.Update update:
                    after[after.IndexOf(update.Record)] = update.Record with
                    {
                        Content = update.Wanted.Address.ToString(),
                        Proxied = update.Wanted.Proxied,
                        Ttl = update.Wanted.Ttl,
                    };
                    break;
            }
        }

        return [.. after];
    }

    private static WantedRecord Record(string name, string address, bool proxied, int ttl) => new(name, IPAddress.Parse(address), proxied, proxied ? 1 : ttl);

    private static string TypeOf(string address) => address.Contains(':') ? "AAAA" : "A";
}
