using System.Globalization;
using Google.Protobuf;
using LiteVae.Onnx.Format;

namespace LiteVae.Onnx.Graphs;

/// <summary>Where the bytes of constants go: into the graph's own file, or into a second one beside it.</summary>
/// <param name="file">The second file, written from its beginning on; null for none. It stays the caller's.</param>
/// <param name="name">The second file's name, under which readers look for it in the graph's folder.</param>
internal sealed class ConstantStorage(Stream? file, string name)
{
    // Readers map the second file into memory, which begins at pages.
    private const int Alignment = 4096;

    // Smaller constants stay in the graph, where a reader's shape inference sees them.
    private const int SmallestOutside = 1024;

    /// <summary>Gives a constant its bytes.</summary>
    /// <param name="constant">Its type and shape are known.</param>
    /// <param name="bytes">Row-major, little-endian; they must not change afterwards.</param>
    public void Store(TensorProto constant, byte[] bytes)
    {
        if (file is null || bytes.Length < SmallestOutside)
        {
            constant.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            return;
        }
        var offset = (file.Position + Alignment - 1) / Alignment * Alignment;
        file.SetLength(offset);
        file.Position = offset;
        file.Write(bytes);
        constant.DataLocation = TensorProto.Types.DataLocation.External;
        constant.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = name });
        constant.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        constant.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = bytes.Length.ToString(CultureInfo.InvariantCulture) });
    }
}
