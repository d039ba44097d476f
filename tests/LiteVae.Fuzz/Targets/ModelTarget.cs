using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A model file, up to prepared networks.</summary>
internal sealed class ModelTarget : FuzzTarget
{
    public override string Name => "model";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure Structure { get; } = new SafetensorsStructure();

    public override IReadOnlyList<byte[]> Dictionary => [.. Words.Safetensors, .. Words.Json];

    public override IEnumerable<byte[]> Seeds() => [TinyFiles.Model(), .. TinyFiles.Configs.Select(TinyFiles.ModelHeaderOf)];

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var codec = LatentCodec.Load(new MemoryStream(input.ToArray(), writable: false));
        codec.Prepare();
    }
}
