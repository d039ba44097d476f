using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Onnx.Format;
using LiteVae.Onnx.Graphs;

namespace LiteVae.Onnx.Networks;

/// <summary>A part of a network and its weights, on the way into a graph.</summary>
/// <remarks>The graph's constants have the names of the model file.</remarks>
/// <param name="graph">Where nodes and constants go.</param>
/// <param name="weights">The part's, with a source.</param>
internal sealed unsafe class GraphPart(OnnxGraph graph, Weights weights)
{
    public OnnxGraph Graph => graph;

    /// <summary>A part within.</summary>
    public GraphPart Part(string name) => new(graph, weights.Part(name));

    /// <summary>Applies an operator.</summary>
    /// <inheritdoc cref="OnnxGraph.Node"/>
    public string Node(string op, string[] inputs, params AttributeProto[] attributes) => graph.Node(weights.Name, op, inputs, attributes);

    /// <inheritdoc cref="OnnxGraph.Nodes"/>
    public string[] Nodes(string op, int results, string[] inputs, params AttributeProto[] attributes) => graph.Nodes(weights.Name, op, results, inputs, attributes);

    /// <summary>A weight as the model has it.</summary>
    public string Weight(string name, params long[] shape) => Stored(name, shape, () => weights.Read(name, shape));

    /// <summary>A weight per channel, in a shape that combines with feature maps: [channels, 1, 1].</summary>
    public string ChannelWeight(string name, int channels) => Stored(name, [channels, 1, 1], () => weights.Read(name, channels));

    /// <summary>A weight whose outputs, along its first dimension, are each multiplied by a factor.</summary>
    public string ScaledWeight(string name, FloatBuffer factors, params long[] shape) => Stored(name, shape, () =>
    {
        var values = weights.Read(name, shape)!;
        var perOutput = values.Length / factors.Length;
        for (var i = 0L; i < values.Length; i++)
            values.Pointer[i] *= factors.Pointer[i / perOutput];
        return values;
    });

    /// <summary>The weight [outputs, inputs] of a linear layer as the right-hand side of a matrix product: [inputs, outputs].</summary>
    public string TransposedWeight(string name, int inputs, int outputs) => Stored(name, [inputs, outputs], () =>
    {
        using var values = weights.Read(name, outputs, inputs)!;
        var transposed = new FloatBuffer(values.Length, clear: false);
        for (var input = 0L; input < inputs; input++)
        {
            for (var output = 0L; output < outputs; output++)
                transposed.Pointer[input * outputs + output] = values.Pointer[output * inputs + input];
        }
        return transposed;
    });

    /// <summary>The weight with which a self-modulated convolution convolves.</summary>
    public string ModulatedWeight(int inputs, int outputs, int kernel) =>
        Stored("weight", [outputs, inputs, kernel, kernel], () => SelfModulation.ReadEffectiveWeight(weights, inputs, outputs, kernel));

    /// <summary>Reads values that become a factor of weights; the caller disposes them.</summary>
    public FloatBuffer Read(string name, params long[] shape) => weights.Read(name, shape)!;

    private string Stored(string name, long[] shape, Func<FloatBuffer?> read)
    {
        var full = $"{weights.Name}.{name}";
        if (graph.HasConstant(full)) // of an extractor that several levels share
            return full;
        using var values = read()!;
        return graph.Constant(full, shape, new ReadOnlySpan<float>(values.Pointer, checked((int)values.Length)));
    }
}
