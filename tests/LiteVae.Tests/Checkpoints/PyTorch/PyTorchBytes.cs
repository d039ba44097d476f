using System.IO.Compression;
using System.Text;

namespace LiteVae.Tests.Checkpoints.PyTorch;

/// <summary>Bytes of PyTorch files, written by hand.</summary>
internal static class PyTorchBytes
{
    /// <summary>The storage of <see cref="TensorPickle"/>: four floats under the key 0.</summary>
    public const string FourFloats = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ";

    /// <summary>Pushes the view of all four: offset 0, shape [4], strides [1].</summary>
    public const string Whole = "K\0(K\u0004t(K\u0001t";

    /// <summary>A program that leaves a float tensor over storage 0 of four elements.</summary>
    public static string TensorProgram => Encoding.Latin1.GetString(TensorPickle(Whole))[..^1];

    public static byte[] Pickle(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>A pickle of one float tensor; <paramref name="view"/> pushes offset, shape and strides, <paramref name="storage"/> what they are of.</summary>
    public static byte[] TensorPickle(string view, string storage = FourFloats) =>
        Pickle("ctorch._utils\n_rebuild_tensor_v2\n(" + storage + view + "\u0089}tR.");

    /// <summary>A file whose pickle has the tensor in the place of {0}.</summary>
    public static byte[] Within(string before, string after) => Zip(
        CompressionLevel.NoCompression, ("a/data.pkl", Pickle(before + after.Replace("{0}", TensorProgram, StringComparison.Ordinal))), ("a/data/0", new byte[16]));

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name, level).Open();
                member.Write(content);
            }
        }
        return buffer.ToArray();
    }
}
