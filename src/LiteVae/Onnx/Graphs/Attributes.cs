using Google.Protobuf;
using LiteVae.Onnx.Format;
using static LiteVae.Onnx.Format.AttributeProto.Types;

namespace LiteVae.Onnx.Graphs;

/// <summary>Makes the attributes of nodes.</summary>
internal static class Attributes
{
    public static AttributeProto Of(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Of(string name, double value) => new() { Name = name, Type = AttributeType.Float, F = (float)value };

    public static AttributeProto Of(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Of(string name, params long[] values) => new() { Name = name, Type = AttributeType.Ints, Ints = { values } };
}
