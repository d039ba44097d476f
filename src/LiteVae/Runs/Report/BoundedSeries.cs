namespace LiteVae.Runs.Report;

/// <summary>A series of any length in a bounded number of points.</summary>
/// <remarks>
/// The first and the last point are kept as they are. Each point between them is the mean of the same number of successive
/// points: of one at first, and of twice as many whenever the series is full and its neighbors are merged pair by pair.
/// </remarks>
/// <param name="capacity">The most points, at least 6.</param>
internal sealed class BoundedSeries(int capacity)
{
    private readonly List<HistoryPoint> _merged = [];
    private HistoryPoint? _first;
    private HistoryPoint? _last;
    private Group _open;
    private int _span = 1;

    /// <summary>The points in the order in which they were added.</summary>
    public IReadOnlyList<HistoryPoint> Points =>
    [
        .. _first is { } first ? [first] : Array.Empty<HistoryPoint>(),
        .. _merged,
        .. _open.Count > 0 ? [_open.Mean] : Array.Empty<HistoryPoint>(),
        .. _last is { } last ? [last] : Array.Empty<HistoryPoint>(),
    ];

    /// <summary>Adds the next point.</summary>
    public void Add(HistoryPoint point)
    {
        if (_first is null)
        {
            _first = point;
            return;
        }
        if (_last is { } between)
            Keep(between);
        _last = point;
    }

    private void Keep(HistoryPoint point)
    {
        _open = _open.Plus(point, 1);
        if (_open.Count < _span)
            return;
        _merged.Add(_open.Mean);
        _open = default;
        if (_merged.Count >= capacity - 3) // the first, the mean of a group that is not full yet, and the last come to these
            Merge();
    }

    private void Merge()
    {
        if (_merged.Count % 2 == 1) // the odd one begins the next group
        {
            _open = default(Group).Plus(_merged[^1], _span);
            _merged.RemoveAt(_merged.Count - 1);
        }
        var pairs = _merged.Count / 2;
        for (var i = 0; i < pairs; i++)
            _merged[i] = default(Group).Plus(_merged[2 * i], 1).Plus(_merged[2 * i + 1], 1).Mean;
        _merged.RemoveRange(pairs, pairs);
        _span *= 2;
    }

    /// <summary>Successive points: the means of their numbers, and how many they are. No mean leaves the range of its numbers, however large they are.</summary>
    private readonly record struct Group(double Step, double Images, double Value, int Count)
    {
        public HistoryPoint Mean => new((long)Math.Round(Step), (long)Math.Round(Images), Value);

        public Group Plus(HistoryPoint point, int times)
        {
            var (count, share) = (Count + times, (double)times / (Count + times));
            double Next(double mean, double value) => mean * (1 - share) + value * share;
            return new(Next(Step, point.Step), Next(Images, point.Images), Next(Value, point.Value), count);
        }
    }
}
