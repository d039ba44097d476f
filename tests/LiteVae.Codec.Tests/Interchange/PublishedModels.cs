using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Interchange;

/// <summary>Small models of Stable Diffusion's kind, and files of them.</summary>
internal static class PublishedModels
{
    private static readonly SdEncoderConfig _encoder = new() { Channels = 32, Multipliers = [1, 2], ResBlocks = 1 };
    private static readonly DecoderConfig _decoder = new() { Channels = 32, Multipliers = [1, 2], ResBlocks = 1 };

    /// <summary>A layout as Stable Diffusion 1 and 2 have it, with fewer channels.</summary>
    public static AutoencoderConfig Plain { get; } = new() { LatentChannels = 4, Encoder = _encoder, Decoder = _decoder, Use1x1Conv = true };

    /// <summary>Layouts by name; diffusers has all of them.</summary>
    public static IReadOnlyDictionary<string, AutoencoderConfig> Layouts { get; } = new Dictionary<string, AutoencoderConfig>
    {
        ["stable diffusion 1"] = Plain,
        ["sixteen channels, no 1x1 convolutions"] = Plain with { LatentChannels = 16, Use1x1Conv = false },
        ["no attention"] = Plain with { Encoder = _encoder with { MidAttention = false }, Decoder = _decoder with { MidAttention = false } },
        ["attention at two levels"] = Plain with { Encoder = _encoder with { AttentionFactors = [1, 2] }, Decoder = _decoder with { AttentionFactors = [1, 2] } },
        ["three levels, two blocks"] = Plain with
        {
            LatentChannels = 3,
            Encoder = _encoder with { Multipliers = [1, 2, 2], ResBlocks = 2, AttentionFactors = [4] },
            Decoder = _decoder with { Multipliers = [1, 2, 2], ResBlocks = 2, AttentionFactors = [4] },
        },
        ["one level"] = Plain with { Encoder = _encoder with { Multipliers = [1] }, Decoder = _decoder with { Multipliers = [1] } },
    };

    public static TheoryData<string> LayoutNames => [.. Layouts.Keys];

    /// <summary>Writes a model file of random weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">The model.</param>
    /// <param name="type">Of its elements.</param>
    /// <param name="scale">Of its latents.</param>
    public static void Write(string path, AutoencoderConfig config, TensorType type = TensorType.Float32, LatentScale? scale = null) =>
        SafetensorsFile.Write(path, Tensors(config, type), new ModelHeader(config, scale).ToMetadata());

    /// <summary>The tensors of a model of random weights under our names, which are CompVis's.</summary>
    /// <param name="config">The model.</param>
    /// <param name="type">Of the elements.</param>
    /// <param name="rename">Gives each tensor the name that it is written under; null for those that are left out.</param>
    public static IEnumerable<StoredTensor> Tensors(AutoencoderConfig config, TensorType type = TensorType.Float32, Func<string, string?>? rename = null) =>
        from tensor in new RandomModel(config).Stored()
        let name = rename is null ? tensor.Name : rename(tensor.Name)
        where name is not null
        select new StoredTensor(name, tensor.Info with { Type = type }, stream => stream.Write(As(type, tensor)));

    /// <summary>The bytes, types and shapes of a file's tensors.</summary>
    public static unsafe Dictionary<string, string> Content(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.ToDictionary(
            e => e.Key, e => $"{e.Value.Type} [{string.Join(',', e.Value.Shape)}] {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(new ReadOnlySpan<byte>(file.Data(e.Value), (int)e.Value.Length)))}");
    }

    private static byte[] As(TensorType type, StoredTensor tensor)
    {
        using var stream = new MemoryStream();
        tensor.Write(stream);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(stream.ToArray());
        var size = TensorTypes.SizeOf(type);
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
        {
            var target = bytes.AsSpan(i * size);
            switch (type)
            {
                case TensorType.Float16:
                    BitConverter.TryWriteBytes(target, (Half)values[i]);
                    break;
                case TensorType.BFloat16:
                    BitConverter.TryWriteBytes(target, (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16));
                    break;
                default:
                    BitConverter.TryWriteBytes(target, values[i]);
                    break;
            }
        }
        return bytes;
    }
}
