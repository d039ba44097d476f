using System.Text;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Fuzz.Engine;

namespace LiteVae.Fuzz.Targets;

/// <summary>The config in a model file's metadata, up to what its networks would cost.</summary>
internal sealed class ModelConfigTarget : FuzzTarget
{
    public override string Name => "model-config";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    public override IEnumerable<byte[]> Seeds() => TinyFiles.Configs.Select(Encoding.UTF8.GetBytes);

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var file = SafetensorsFile.Read(new MemoryStream(TinyFiles.ModelHeaderOf(Encoding.UTF8.GetString(input))));
        ModelCost.Of(ModelHeader.Read(file).Config, 64);
    }
}
