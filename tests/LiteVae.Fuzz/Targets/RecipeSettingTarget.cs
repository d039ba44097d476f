using System.Text;
using LiteVae.Codec.Configuration;
using LiteVae.Fuzz.Engine;
using LiteVae.Training;

namespace LiteVae.Fuzz.Targets;

/// <summary>A setting of the command line, as <c>--set</c> takes it.</summary>
internal sealed class RecipeSettingTarget : FuzzTarget
{
    public override string Name => "recipe-setting";

    public override IReadOnlyList<Type> Documented => [typeof(ConfigException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Yaml;

    public override int MaxLength => 1 << 13;

    public override IEnumerable<byte[]> Seeds() =>
    [
        "train.learning_rate=2e-4"u8.ToArray(), "train.phases.0.steps=20"u8.ToArray(), "model.encoder.levels=[1,2]"u8.ToArray(), "loss.adversarial=null"u8.ToArray(),
        "train.phases=[{resolution: 64, steps: 3, batch_size: 2}]"u8.ToArray(), "loss.perceptual={type: lpips, net: vgg, weight: 1}"u8.ToArray(),
    ];

    public override void Run(ReadOnlySpan<byte> input) => RecipeReader.Read("quickstart", Encoding.UTF8.GetString(input));
}
