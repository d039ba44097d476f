using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A safetensors file that is mapped into memory, with its tensors as libtorch's.</summary>
internal sealed class SafetensorsFileTarget : FileTarget
{
    public override string Name => "safetensors-file";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure Structure { get; } = new SafetensorsStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Safetensors;

    protected override string FileName => "file.safetensors";

    public override IEnumerable<byte[]> Seeds() => new SafetensorsTarget().Seeds();

    protected override void Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var name in file.Tensors.Keys)
            file.Read(name).Dispose();
    }
}
