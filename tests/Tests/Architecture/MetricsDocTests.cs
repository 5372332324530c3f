using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using EasyEnclave.Actors.Cluster;
using ActorInstruments = EasyEnclave.Actors.Telemetry.Instruments;
using EdgeInstruments = EasyEnclave.Edge.Telemetry.Instruments;

namespace EasyEnclave.Tests.Architecture;

/// <summary>
/// Compares docs/metrics.md with the instruments: name, meter, kind and unit are read from the source, so that none is missed; labels are
/// what a listener hears when everything is measured once.
/// </summary>
public sealed partial class MetricsDocTests
{
    private static readonly IReadOnlyList<string[]> Table = MarkdownTables.Rows("docs/metrics.md", "## Instruments");

    [Fact]
    public void ThePageListsExactlyTheInstrumentsThereAre() =>
        Assert.Equal(
            Created().Order(StringComparer.Ordinal),
            Table.Select(row => string.Join(' ', row[0], row[1], row[2], row[3])).Order(StringComparer.Ordinal));

    [Fact]
    public void ThePageNamesTheLabelsOfEachInstrument() =>
        Assert.Equal(
            Measured().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"),
            Table.OrderBy(row => row[0], StringComparer.Ordinal).Select(row => $"{row[0]}: {row[4]}"));

    [Fact]
    public void EveryInstrumentIsExplained() => Assert.All(Table, row => Assert.True(row.Length == 6 && row[5].Length > 10, row[0]));

    private static IEnumerable<string> Created() =>
        from file in SourceTree.Code
        where file.IsUnder("src") && file.Path.EndsWith("/Instruments.cs", StringComparison.Ordinal)
        let meter = MeterName().Match(file.Text).Groups["name"].Value
        from Match match in Creation().Matches(file.Text)
        let kind = match.Groups["kind"].Value.Replace("Observable", "", StringComparison.Ordinal)
        select $"{match.Groups["name"].Value} {meter} {Kind(kind)} {match.Groups["unit"].Value}";

    private static string Kind(string type) => type switch
    {
        "UpDownCounter" or "Gauge" => "level",
        _ => type.ToLowerInvariant(),
    };

    private static ConcurrentDictionary<string, string> Measured()
    {
        ConcurrentDictionary<string, string> labels = new(StringComparer.Ordinal);
        using Meters meters = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name.StartsWith("EasyEnclave.", StringComparison.Ordinal))
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();

        EdgeInstruments edge = new(meters);
        edge.ObserveBodyBudget(() => 0);
        edge.ProxyStarted();
        edge.ProxyHeld(1);
        edge.ProxyHeld(-1);
        edge.ProxyEnded("answered", TimeSpan.Zero);
        ActorInstruments.ClockHeld(TimeSpan.Zero);
        ActorInstruments.FeedFailed(TimeSpan.Zero);
        ActorInstruments.FeedDiffers(1);
        ActorInstruments.SealedWithheld(false);
        ActorInstruments.StoreSilent(TimeSpan.Zero);
        ActorInstruments.StoreCommitted(TimeSpan.Zero);
        ActorInstruments.LedgerFrozen();
        ActorInstruments.Attested("register");
        ActorInstruments.Reappraised("stands");
        ActorInstruments.Refused("not_fresh");
        ActorInstruments.Verified(TimeSpan.Zero);
        ActorInstruments.LedgerCommitted([], 1, TimeSpan.Zero);
        ActorInstruments.NodeReaped();
        ActorInstruments.CheckpointRefused();
        ActorInstruments.StoreClockSeen(TimeSpan.Zero);
        ActorInstruments.ClusterSeen(new ClusterView([], null, default), 0);
        ActorInstruments.TunnelOpened(1);
        ActorInstruments.TunnelOpened(-1);
        listener.RecordObservableInstruments();
        return labels;

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            List<string> names = [];
            foreach (KeyValuePair<string, object?> tag in tags)
                names.Add(tag.Key);
            labels[instrument.Name] = names.Count == 0 ? "–" : string.Join(", ", names);
        }
    }

    [GeneratedRegex(@"MeterName = ""(?<name>[^""]+)""")]
    private static partial Regex MeterName();

    [GeneratedRegex(@"\.Create(?<kind>\w+?)(?:<\w+>)?\(\s*""(?<name>[^""]+)"",(?:\s*\w+,)?\s*""(?<unit>[^""]+)""")]
    private static partial Regex Creation();

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options);
            _made.Add(meter);
            return meter;
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
