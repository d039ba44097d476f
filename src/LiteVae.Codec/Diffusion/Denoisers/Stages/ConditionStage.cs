using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>Embeds the time and the class of each image: sinusoids, a perceptron, a class's row of a table, SiLU.</summary>
/// <remarks>Images of the same time and class share an embedding, and what the blocks make of it. SiLU is the first operation of all of them.</remarks>
internal sealed unsafe class ConditionStage : IDisposable
{
    private const float MaxPeriod = 10000;

    private readonly int _frequencies;
    private readonly int _labels;
    private readonly LinearStage _first;
    private readonly LinearStage _second;
    private readonly FloatBuffer? _table; // [labels, E]

    /// <param name="perceptron">The weights of its two layers, 0 and 2.</param>
    /// <param name="table">The weights of the classes' embeddings.</param>
    /// <param name="frequencies">The number of sinusoids, even.</param>
    /// <param name="width">E.</param>
    /// <param name="labels">The number of classes; 0 without.</param>
    public ConditionStage(Weights perceptron, Weights table, int frequencies, int width, int labels)
    {
        (_frequencies, _labels) = (frequencies, labels);
        _first = new LinearStage(perceptron.Part("0"), frequencies, width);
        _second = new LinearStage(perceptron.Part("2"), width, width);
        _table = labels > 0 ? table.Read("weight", labels, width) : null;
    }

    /// <summary>Embeds conditions.</summary>
    /// <param name="times">The time of each image.</param>
    /// <param name="labels">The class of each image; empty without classes.</param>
    /// <param name="workspace">Memory of this run.</param>
    public Condition Run(ReadOnlySpan<float> times, ReadOnlySpan<int> labels, Workspace workspace)
    {
        var (distinct, rows) = Distinct(times, labels);
        var sinusoids = workspace.Rent(distinct.Count, 1, 1, _frequencies);
        if (!workspace.IsRehearsal)
        {
            for (var row = 0; row < distinct.Count; row++)
                FillSinusoids(distinct[row].Time, sinusoids.Maps.At(row, 0, 0));
        }
        var hidden = _first.Run(sinusoids, workspace, new() { Silu = true });
        sinusoids.Release();
        var embedding = _second.Run(hidden, workspace);
        hidden.Release();
        if (!workspace.IsRehearsal)
        {
            var (maps, loops) = (embedding.Maps, Microkernel.Current);
            for (var row = 0; row < distinct.Count; row++)
            {
                if (_table is not null)
                    loops.Add(maps.At(row, 0, 0), _table.Pointer + (long)distinct[row].Label * maps.Channels, maps.Channels);
            }
            loops.Silu(maps.Data, maps.Channels, maps.Data, maps.Channels, maps.Images);
        }
        return new Condition(embedding, rows);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _table?.Dispose();
    }

    private (List<(float Time, int Label)> Distinct, int[] Rows) Distinct(ReadOnlySpan<float> times, ReadOnlySpan<int> labels)
    {
        var found = new Dictionary<(float, int), int>();
        List<(float, int)> distinct = [];
        var rows = new int[times.Length];
        for (var image = 0; image < times.Length; image++)
        {
            var condition = (times[image], _labels == 0 ? 0 : labels[image]);
            if (!found.TryGetValue(condition, out rows[image]))
            {
                found.Add(condition, rows[image] = distinct.Count);
                distinct.Add(condition);
            }
        }
        return (distinct, rows);
    }

    // Cosines before sines, in the float32 arithmetic of the published networks: at the largest times it shows in the fifth digit.
    private void FillSinusoids(float time, float* values)
    {
        var half = _frequencies / 2;
        var step = (float)(-Math.Log(MaxPeriod) / half);
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = Math.SinCos(time * MathF.Exp(i * step));
            (values[i], values[half + i]) = ((float)cosine, (float)sine);
        }
    }
}
