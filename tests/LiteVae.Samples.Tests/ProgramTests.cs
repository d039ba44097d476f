using System.Runtime.InteropServices;
using LiteVae.Codec.Models.Files;
using LiteVae.Samples.Pictures;

namespace LiteVae.Samples.Tests;

/// <summary>The console samples, as somebody calls them.</summary>
public sealed class ProgramTests(SampleFiles files) : IClassFixture<SampleFiles>
{
    private static string Published { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "diffusers_vae_tiny");

    [Fact]
    public void The_console_sample_encodes_and_decodes()
    {
        files.Run("LiteVae.Samples.Console", "codec", "encode", files.Model, files.Picture, files["console.safetensors"]);
        files.Run("LiteVae.Samples.Console", "codec", "decode", files.Model, files["console.safetensors"], files["console.png"]);
        AssertPicture(files["console.png"]);
    }

    [Fact]
    public void The_ImageSharp_sample_reconstructs()
    {
        files.Run("LiteVae.Samples.ImageSharp", "LiteVae.Samples.ImageSharp", files.Model, files.Picture, files["imagesharp.png"]);
        AssertPicture(files["imagesharp.png"]);
    }

    [Theory]
    [InlineData("npy")]
    [InlineData("safetensors")]
    public void The_decoder_of_Stable_Diffusion_gives_the_picture_of_diffusers(string format)
    {
        using var expected = SafetensorsFile.Open(Path.Combine(Published, "expected.safetensors"));
        var means = new float[expected.Tensors["mean"].Count];
        expected.Read("mean", means);
        var scaled = Array.ConvertAll(means, value => value * 0.18215f); // scaling_factor in its config.json
        var path = files[$"latents.{format}"];
        if (format == "npy")
            WriteNumpy(path, [2, 4, 12, 8], scaled);
        else
            SafetensorsFile.Write(path, [StoredTensor.Of("latents", [2, 4, 12, 8], scaled)]);

        files.Run("LiteVae.Samples.StableDiffusion", "LiteVae.Samples.StableDiffusion", Published, path, files[format]);

        var planes = new float[expected.Tensors["reconstruction_of_mean"].Count]; // [2,3,24,16] in [-1,1]
        expected.Read("reconstruction_of_mean", planes);
        for (var i = 0; i < 2; i++)
        {
            var picture = PngReader.Read(File.ReadAllBytes(Path.Combine(files[format], $"0000{i}.png")));
            Assert.Equal((16, 24), (picture.Width, picture.Height));
            for (var p = 0; p < 24 * 16; p++)
            {
                for (var c = 0; c < 3; c++)
                    Assert.Equal(127.5 * (1 + Math.Clamp(planes[(3 * i + c) * 24 * 16 + p], -1, 1)), picture.Pixels.Span[3 * p + c], tolerance: 1.01);
            }
        }
    }

    private static void AssertPicture(string path)
    {
        var picture = PngReader.Read(File.ReadAllBytes(path));
        Assert.Equal((96, 64), (picture.Width, picture.Height));
    }

    private static void WriteNumpy(string path, int[] shape, float[] values)
    {
        // The header ends where the data is aligned to 64 bytes.
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}".PadRight(117) + '\n';
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. System.Text.Encoding.Latin1.GetBytes(header)]);
        file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
