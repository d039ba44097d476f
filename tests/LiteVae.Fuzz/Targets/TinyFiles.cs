using System.Text.Json;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>Small valid files and configs that targets start from.</summary>
internal static class TinyFiles
{
    /// <summary>Configs of every kind of encoder, feature network and decoder, as a model file's metadata has them.</summary>
    public static IReadOnlyList<string> Configs { get; } =
    [
        """{"latent_channels":1,"encoder":{"type":"litevae","levels":[1],"downsample":"avgpool","extractor":{"type":"unet","channels":4,"multipliers":[1],"res_blocks":1,"norm":"smc"},"aggregator":{"type":"unet","channels":4,"multipliers":[1],"res_blocks":1,"norm":"smc"}},"decoder":{"type":"sd","channels":4,"multipliers":[1,1],"res_blocks":1,"norm":"smc","mid_attention":false},"output":"image","use_1x1_conv":false}""",
        """{"latent_channels":4,"encoder":{"type":"litevae","levels":[1,2,3],"downsample":"conv","share_extractor":true,"extractor":{"type":"nafnet","channels":8,"multipliers":[1,2],"blocks":2,"dropout":0.1},"aggregator":{"type":"vit","width":16,"depth":1,"heads":2,"mlp_ratio":2,"grid":4}},"decoder":{"channels":32,"multipliers":[1,1,1]},"output":"wavelet","use_1x1_conv":true}""",
        """{"encoder":{"type":"sd","channels":32,"multipliers":[1,2,4,4],"res_blocks":1,"mid_attention":true,"attention_factors":[8]},"decoder":{"channels":32,"multipliers":[1,1,1,1],"res_blocks":1}}""",
        """{"latent_channels":192,"encoder":{"type":"dwt"}}""",
        """{"latent_channels":48,"encoder":{"type":"dwt-2"},"decoder":{"multipliers":[1,1,1]}}""",
        "{}",
    ];

    /// <summary>The bytes of a safetensors file.</summary>
    public static byte[] Safetensors(IEnumerable<(string Name, long[] Shape)> tensors, Dictionary<string, string>? metadata = null)
    {
        using var folder = new TemporaryFolder();
        var path = folder["file.safetensors"];
        SafetensorsFile.Write(
            path, tensors.Select(t => StoredTensor.Of(t.Name, t.Shape, Enumerable.Range(0, (int)new TensorInfo(TensorType.Float32, t.Shape).Count).Select(i => i / 8f).ToArray())), metadata);
        return File.ReadAllBytes(path);
    }

    /// <summary>A whole model, of the smallest networks there are.</summary>
    public static byte[] Model()
    {
        using var codec = new Autoencoders.Autoencoder(ConfigOf(Configs[0]));
        using var folder = new TemporaryFolder();
        var path = folder["model.safetensors"];
        Checkpoints.ModelFile.Save(path, codec, new LatentScale([0.5], [1.5]));
        return File.ReadAllBytes(path);
    }

    /// <summary>A safetensors file without tensors whose metadata is a model's.</summary>
    public static byte[] ModelHeaderOf(string config)
    {
        var metadata = new Dictionary<string, string> { ["format"] = ModelHeader.Format, ["config"] = config };
        return new SafetensorsStructure().Join([JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["__metadata__"] = metadata })]);
    }

    private static AutoencoderConfig ConfigOf(string json)
    {
        using var file = SafetensorsFile.Read(new MemoryStream(ModelHeaderOf(json)));
        return ModelHeader.Read(file).Config;
    }
}
