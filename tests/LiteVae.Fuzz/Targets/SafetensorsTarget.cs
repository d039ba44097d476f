using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A safetensors file from a stream, with every tensor in it.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private const long MaxElements = 1 << 20;

    public override string Name => "safetensors";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure Structure { get; } = new SafetensorsStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Safetensors;

    public override IEnumerable<byte[]> Seeds() =>
    [
        TinyFiles.Safetensors([]),
        TinyFiles.Safetensors([("a", []), ("b", [2, 3]), ("c", [0, 5])], new Dictionary<string, string> { ["format"] = "pt", ["é"] = "x" }),
        """{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2,2],"data_offsets":[8,16]},"c":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]}}"""u8.ToArray() is var header
            ? Structure.Join([header, new byte[19]]) : [],
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var file = SafetensorsFile.Read(new MemoryStream(input.ToArray(), writable: false));
        ReadAll(file);
    }

    /// <summary>Reads the tensors of a file that are not very large.</summary>
    public static void ReadAll(ITensorSource file)
    {
        foreach (var (name, info) in file.Tensors)
        {
            if (info.Count <= MaxElements && info.Type <= TensorType.BFloat16)
                file.Read(name, new float[info.Count]);
        }
    }
}
