namespace LiteVae.Codec.Tests;

/// <summary>Keeps what it is told.</summary>
/// <param name="react">Called with every value.</param>
internal sealed class RecordedProgress(Action<double>? react = null) : IProgress<double>
{
    private readonly List<double> _values = [];

    public IReadOnlyList<double> Values
    {
        get
        {
            lock (_values)
                return [.. _values];
        }
    }

    public void Report(double value)
    {
        lock (_values)
            _values.Add(value);
        react?.Invoke(value);
    }

    public void AssertRisesToOne()
    {
        var values = Values;
        Assert.NotEmpty(values);
        Assert.True(values[0] >= 0);
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First <= pair.Second, $"{pair.First} before {pair.Second}"));
        Assert.Equal(1, values[^1]);
    }
}
