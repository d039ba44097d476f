using System.Text;
using System.Text.Json;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>The config in the file of a diffusion model, up to its schedule.</summary>
internal sealed class DiffusionConfigTarget : FuzzTarget
{
    public override string Name => "diffusion-config";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    public override IEnumerable<byte[]> Seeds() =>
    [
        .. DenoiserPresets.Names.Select(name => Encoding.UTF8.GetBytes(new DiffusionConfig { Denoiser = DenoiserPresets.Get(name), Prediction = Prediction.V }.ToJson())),
        """{"denoiser":{"labels":3},"classes":["a","b"],"prediction":"velocity","first_stage":""}"""u8.ToArray(),
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = DiffusionHeader.Format,
            ["config"] = Encoding.UTF8.GetString(input),
            ["latent_mean"] = "0,0,0,0",
            ["latent_std"] = "1,1,1,1",
        };
        using var file = SafetensorsFile.Read(new MemoryStream(new SafetensorsStructure().Join([JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["__metadata__"] = metadata })])));
        DiffusionHeader.Read(file).Config.Schedule.Alphas();
    }
}
