using System.Runtime.InteropServices;
using Google.Protobuf;
using LiteVae.Onnx.Format;

namespace LiteVae.Benchmarks.Int8;

/// <summary>Static quantization of an exported graph: every convolution in 8 bits, between nodes that quantize and dequantize.</summary>
/// <param name="graph">A graph in float32, which stays as it is.</param>
internal sealed class QuantizedGraph(ModelProto graph)
{
    private const int UInt8 = 2;
    private const int Int8 = 3;
    private const int Int32 = 6;

    private readonly Dictionary<string, TensorProto> _constants = graph.Graph.Initializer.ToDictionary(i => i.Name);

    private IEnumerable<NodeProto> Convolutions => graph.Graph.Node.Where(n => n.OpType == "Conv");

    /// <summary>The values whose ranges decide about the steps of quantization: inputs and outputs of convolutions, apart from the graph's own inputs.</summary>
    public IReadOnlyList<string> Observed =>
        [.. Convolutions.SelectMany(c => new[] { c.Input[0], c.Output[0] }).Distinct().Except(graph.Graph.Input.Select(i => i.Name))];

    /// <summary>The graph with the observed values as further outputs.</summary>
    public ModelProto WithObserved()
    {
        var observed = graph.Clone();
        var known = graph.Graph.Output.Select(v => v.Name).ToHashSet();
        foreach (var name in Observed.Where(n => !known.Contains(n)))
            observed.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });
        return observed;
    }

    /// <summary>The quantized graph.</summary>
    /// <param name="ranges">The least and the largest value seen of each observed value.</param>
    public ModelProto Quantize(IReadOnlyDictionary<string, (float Min, float Max)> ranges)
    {
        var result = graph.Clone();
        result.Graph.Node.Clear();
        var quantized = new Dictionary<string, (string Name, float Step)>();
        foreach (var node in graph.Graph.Node)
        {
            if (node.OpType != "Conv")
            {
                result.Graph.Node.Add(node.Clone());
                continue;
            }
            if (!quantized.TryGetValue(node.Input[0], out var input))
                quantized[node.Input[0]] = input = Activation(result.Graph, node.Input[0], node.Input[0], ranges[node.Input[0]]);
            var convolution = node.Clone();
            convolution.Input[0] = input.Name;
            Weights(result.Graph, convolution, input.Step);
            convolution.Output[0] = $"{node.Output[0]}/float";
            result.Graph.Node.Add(convolution);
            Activation(result.Graph, convolution.Output[0], node.Output[0], ranges[node.Output[0]], node.Output[0]);
        }
        return result;
    }

    // 8 bits without a sign, over a range that holds zero.
    private static (string Name, float Step) Activation(GraphProto to, string value, string name, (float Min, float Max) range, string? result = null)
    {
        var (min, max) = (Math.Min(range.Min, 0), Math.Max(range.Max, 0));
        var step = Math.Max(max - min, 1e-6f) / 255;
        Constant(to, $"{name}/step", [], 1, Bytes(step));
        Constant(to, $"{name}/zero", [], UInt8, [(byte)Math.Clamp(Math.Round(-min / step), 0, 255)]);
        Node(to, "QuantizeLinear", $"{name}/int8", [value, $"{name}/step", $"{name}/zero"]);
        Node(to, "DequantizeLinear", result ?? $"{name}/dequantized", [$"{name}/int8", $"{name}/step", $"{name}/zero"]);
        return (result ?? $"{name}/dequantized", step);
    }

    // 8 bits with a sign, a step for each output channel; biases in the steps of the products.
    private void Weights(GraphProto to, NodeProto convolution, float inputStep)
    {
        var weight = _constants[convolution.Input[1]];
        var values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
        var outputs = (int)weight.Dims[0];
        var each = values.Length / outputs;
        float[] steps = [.. values.Chunk(each).Select(kernel => Math.Max(kernel.Max(Math.Abs), 1e-12f) / 127)];
        var name = convolution.Input[1];
        Constant(to, $"{name}/step", [outputs], 1, Bytes(steps));
        Constant(to, $"{name}/zero", [outputs], Int8, new byte[outputs]);
        Constant(to, $"{name}/int8", weight.Dims, Int8, [.. values.Select((v, i) => (byte)(sbyte)Math.Round(v / steps[i / each]))]);
        Node(to, "DequantizeLinear", $"{name}/dequantized", [$"{name}/int8", $"{name}/step", $"{name}/zero"], axis: 0);
        convolution.Input[1] = $"{name}/dequantized";
        if (convolution.Input.Count < 3)
            return;
        var bias = MemoryMarshal.Cast<byte, float>(_constants[convolution.Input[2]].RawData.Span).ToArray();
        float[] biasSteps = [.. steps.Select(s => s * inputStep)];
        name = convolution.Input[2];
        Constant(to, $"{name}/step", [outputs], 1, Bytes(biasSteps));
        Constant(to, $"{name}/zero", [outputs], Int32, new byte[4 * outputs]);
        Constant(to, $"{name}/int32", [outputs], Int32, MemoryMarshal.AsBytes<int>(bias.Select((b, i) => (int)Math.Round(b / biasSteps[i])).ToArray()).ToArray());
        Node(to, "DequantizeLinear", $"{name}/dequantized", [$"{name}/int32", $"{name}/step", $"{name}/zero"], axis: 0);
        convolution.Input[2] = $"{name}/dequantized";
    }

    private static byte[] Bytes(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static void Constant(GraphProto to, string name, IEnumerable<long> shape, int type, byte[] bytes)
    {
        if (to.Initializer.Any(i => i.Name == name))
            return; // weights that two convolutions share
        var constant = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        constant.Dims.AddRange(shape);
        to.Initializer.Add(constant);
    }

    private static void Node(GraphProto to, string op, string output, string[] inputs, long? axis = null)
    {
        if (to.Node.Any(n => n.Output.Contains(output)))
            return;
        var node = new NodeProto { Name = $"{output}/{op}", OpType = op };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        if (axis is { } dimension)
            node.Attribute.Add(new AttributeProto { Name = "axis", I = dimension, Type = AttributeProto.Types.AttributeType.Int });
        to.Node.Add(node);
    }
}
