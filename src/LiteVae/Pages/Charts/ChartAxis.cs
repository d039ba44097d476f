namespace LiteVae.Pages.Charts;

/// <summary>Maps values to positions on an axis, and says where its marks go.</summary>
internal sealed class ChartAxis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    private ChartAxis(double low, double high, double from, double to, bool logarithmic)
    {
        (_low, _high, _from, _to, IsLogarithmic) = (low, high, from, to, logarithmic);
        Marks = logarithmic ? LogarithmicMarks() : LinearMarks();
    }

    public bool IsLogarithmic { get; }

    /// <summary>Values that get a mark, within the axis.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>An axis from zero, for what is never below it.</summary>
    public static ChartAxis FromZero(double high, double from, double to) => new(0, high > 0 ? high : 1, from, to, false);

    /// <summary>An axis around values: logarithmic where they are positive and span more than a factor of ten.</summary>
    public static ChartAxis Around(IReadOnlyList<double> values, double from, double to)
    {
        var (low, high) = (values.Min(), values.Max());
        if (low > 0 && high / low > 10)
            return new ChartAxis(low / Math.Pow(high / low, 0.04), high * Math.Pow(high / low, 0.04), from, to, true);
        var margin = high > low ? 0.06 * (high - low) : Math.Max(Math.Abs(high) * 0.1, 1e-9);
        var bottom = low >= 0 ? Math.Max(0, low - margin) : low - margin;
        return new ChartAxis(bottom, high + margin, from, to, false);
    }

    public double Position(double value)
    {
        var share = IsLogarithmic
            ? Math.Log(Math.Max(value, _low) / _low) / Math.Log(_high / _low)
            : (value - _low) / (_high - _low);
        return _from + Math.Clamp(share, 0, 1) * (_to - _from);
    }

    private double[] LinearMarks()
    {
        var raw = (_high - _low) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1.0, 2, 2.5, 5, 10 }.First(s => s * power >= raw * 0.999) * power;
        var first = Math.Ceiling(_low / step - 1e-9);
        return [.. Enumerable.Range(0, 12).Select(i => (first + i) * step).TakeWhile(v => v <= _high + 1e-9 * step)];
    }

    private double[] LogarithmicMarks()
    {
        double[][] choices = [[1, 2, 5], [1, 3], [1]];
        var decades = Enumerable.Range((int)Math.Floor(Math.Log10(_low)), (int)Math.Ceiling(Math.Log10(_high / _low)) + 2).ToArray();
        foreach (var digits in choices)
        {
            var marks = decades.SelectMany(d => digits.Select(m => m * Math.Pow(10, d))).Where(v => v >= _low && v <= _high).ToArray();
            if (marks.Length <= 5)
                return marks;
        }
        var powers = decades.Where(d => Math.Pow(10, d) >= _low && Math.Pow(10, d) <= _high).ToArray();
        var every = (powers.Length + 4) / 5;
        return [.. powers.Where(d => d % every == 0).Select(d => Math.Pow(10, d))];
    }
}
