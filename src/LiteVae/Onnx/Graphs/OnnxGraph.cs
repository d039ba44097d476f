using System.Globalization;
using System.Runtime.InteropServices;
using LiteVae.Codec.Models.Files;
using LiteVae.Onnx.Format;
using static LiteVae.Onnx.Format.TensorProto.Types;

namespace LiteVae.Onnx.Graphs;

/// <summary>An ONNX graph as it is being written. Values are known by their names.</summary>
/// <param name="precision">The type of weights and of all arithmetic; inputs and outputs of the graph are float32.</param>
/// <param name="constants">Where the bytes of constants go.</param>
internal sealed class OnnxGraph(OnnxPrecision precision, ConstantStorage constants)
{
    /// <summary>The version of ONNX's operators: the first with LayerNormalization.</summary>
    public const int OperatorSet = 17;

    private readonly HashSet<string> _constants = [];
    private readonly Dictionary<string, int> _nodes = [];

    /// <summary>What has been written so far.</summary>
    public GraphProto Content { get; } = new();

    private DataType ElementType => precision == OnnxPrecision.Float16 ? DataType.Float16 : DataType.Float;

    /// <summary>Declares an input of the graph, in float32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Numbers, and names of sizes that a caller chooses.</param>
    /// <returns>The value in the graph's precision.</returns>
    public string Input(string name, params string[] shape)
    {
        Content.Input.Add(Declaration(name, shape));
        return precision == OnnxPrecision.Float16 ? Node(name, "Cast", [name], Attributes.Of("to", (long)DataType.Float16)) : name;
    }

    /// <summary>Makes a value an output of the graph, in float32.</summary>
    /// <inheritdoc cref="Input"/>
    public void Output(string name, string value, params string[] shape)
    {
        var node = precision == OnnxPrecision.Float16
            ? new NodeProto { OpType = "Cast", Attribute = { Attributes.Of("to", (long)DataType.Float) } }
            : new NodeProto { OpType = "Identity" };
        node.Name = $"{name}.output";
        node.Input.Add(value);
        node.Output.Add(name);
        Content.Node.Add(node);
        Content.Output.Add(Declaration(name, shape));
    }

    /// <summary>Applies an operator.</summary>
    /// <param name="layer">The layer that it is a part of; its name and the operator's make the node's.</param>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Values; an empty name leaves out an optional one.</param>
    /// <param name="attributes">The operator's.</param>
    /// <returns>Its result.</returns>
    public string Node(string layer, string op, string[] inputs, params AttributeProto[] attributes) => Nodes(layer, op, 1, inputs, attributes)[0];

    /// <summary>Applies an operator that has several results.</summary>
    /// <inheritdoc cref="Node"/>
    public string[] Nodes(string layer, string op, int results, string[] inputs, params AttributeProto[] attributes)
    {
        var name = Unique($"{layer}/{op}");
        var node = new NodeProto { Name = name, OpType = op };
        node.Input.AddRange(inputs);
        node.Output.AddRange(results == 1 ? [name] : Enumerable.Range(0, results).Select(i => $"{name}:{i}"));
        node.Attribute.AddRange(attributes);
        Content.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Whether there is a constant of that name.</summary>
    public bool HasConstant(string name) => _constants.Contains(name);

    /// <summary>Adds a constant in the graph's precision.</summary>
    /// <param name="name">Its name; the first constant of a name stays.</param>
    /// <param name="shape">Its sizes; none for a single number.</param>
    /// <param name="values">As many as the shape asks for, row-major.</param>
    /// <returns>The name.</returns>
    public string Constant(string name, long[] shape, ReadOnlySpan<float> values)
    {
        if (_constants.Add(name))
            Add(name, ElementType, shape, precision == OnnxPrecision.Float16 ? Halves(values) : MemoryMarshal.AsBytes(values).ToArray());
        return name;
    }

    /// <summary>A single number in the graph's precision.</summary>
    public string Number(double value) => Constant(string.Create(CultureInfo.InvariantCulture, $"number {value:R}"), [], [(float)value]);

    /// <summary>Whole numbers, as operators take shapes and axes: [count].</summary>
    public string Integers(params long[] values)
    {
        var name = $"integers {string.Join(',', values)}";
        if (_constants.Add(name))
            Add(name, DataType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray());
        return name;
    }

    /// <summary>Factors of sizes, float32 in every graph: [count].</summary>
    public string Scales(params float[] values)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"scales {string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}");
        if (_constants.Add(name))
            Add(name, DataType.Float, [values.Length], MemoryMarshal.AsBytes<float>(values).ToArray());
        return name;
    }

    private static byte[] Halves(ReadOnlySpan<float> values)
    {
        var bytes = new byte[2 * values.Length];
        TensorTypes.ToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    private static ValueInfoProto Declaration(string name, string[] shape)
    {
        var sizes = new TensorShapeProto();
        foreach (var size in shape)
        {
            sizes.Dim.Add(long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? new TensorShapeProto.Types.Dimension { DimValue = value }
                : new TensorShapeProto.Types.Dimension { DimParam = size });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = sizes } } };
    }

    private void Add(string name, DataType type, long[] shape, byte[] bytes)
    {
        var constant = new TensorProto { Name = name, DataType = (int)type };
        constant.Dims.AddRange(shape);
        constants.Store(constant, bytes);
        Content.Initializer.Add(constant);
    }

    private string Unique(string name)
    {
        var count = _nodes[name] = _nodes.GetValueOrDefault(name) + 1;
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {count}");
    }
}
