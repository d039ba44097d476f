using System.IO.Compression;
using System.Text;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Interchange;

/// <summary>Writes float32 tensors as PyTorch's zip files have them: a pickle of a training checkpoint beside the elements.</summary>
internal static class PyTorchZip
{
    public static void Write(string path, IEnumerable<StoredTensor> tensors)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var pickle = new MemoryStream();
        void Op(string text) => pickle.Write(Encoding.ASCII.GetBytes(text));
        void Text(string text)
        {
            Op("X");
            pickle.Write(BitConverter.GetBytes(text.Length));
            Op(text);
        }
        void Number(long value)
        {
            Op("J");
            pickle.Write(BitConverter.GetBytes((int)value));
        }
        void Tuple(IEnumerable<long> values)
        {
            Op("(");
            foreach (var value in values)
                Number(value);
            Op("t");
        }

        pickle.Write([0x80, 2]);
        Op("}(");
        Text("epoch");
        Number(3);
        Text("callbacks"); // an object of the trainer's, which readers of weights pass over
        Op("cpytorch_lightning.callbacks\nModelCheckpoint\n)R");
        Text("state_dict");
        Op("}(");
        foreach (var (key, tensor) in tensors.Index())
        {
            var shape = tensor.Info.Shape;
            Text(tensor.Name);
            Op("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Op("ctorch\nFloatStorage\n");
            Text($"{key}");
            Text("cpu");
            Number(tensor.Info.Count);
            Op("tQ");
            Number(0);
            Tuple(shape);
            Tuple(shape.Select((_, i) => shape.Skip(i + 1).Aggregate(1L, (product, size) => product * size)));
            pickle.WriteByte(0x89); // false: needs no gradient
            Op("ccollections\nOrderedDict\n)RtR");
            using var data = zip.CreateEntry($"archive/data/{key}", CompressionLevel.NoCompression).Open();
            using var elements = new MemoryStream();
            tensor.Write(elements);
            data.Write(elements.ToArray());
        }
        Op("uu.");
        using var root = zip.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
        root.Write(pickle.ToArray());
    }
}
