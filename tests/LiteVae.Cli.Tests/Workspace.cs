using LiteVae.Data;
using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Cli.Tests;

/// <summary>A temporary folder with images and a tiny model.</summary>
public sealed class Workspace : IDisposable
{
    public Workspace()
    {
        Directory.CreateDirectory(Root);
        Tool.Run("init", "--preset", "litevae-s-mini", "--output", Model,
            "--set", "latent_channels=4", "--set", "decoder.channels=16", "--set", "decoder.multipliers=[1, 1, 1, 1]").Expect(0);
    }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"litevae-cli-{Guid.NewGuid():N}");

    public string Model => At("model.safetensors");

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>An empty folder.</summary>
    public string Folder(string name)
    {
        Directory.CreateDirectory(At(name));
        return At(name);
    }

    /// <summary>A smooth picture of any size, as PNG.</summary>
    public string Picture(string name, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                (image.Pixels[3 * (y * width + x)], image.Pixels[3 * (y * width + x) + 1], image.Pixels[3 * (y * width + x) + 2]) = ((byte)(3 * x), (byte)(2 * y), (byte)(x + y));
        }
        ImageFile.Save(At(name), image);
        return At(name);
    }

    /// <summary>A picture of some number of bands and depth, in the format of the name's extension.</summary>
    internal string Picture(string name, int bands, Enums.BandFormat depth, Enums.Interpretation space)
    {
        using var places = Image.Xyz(37, 21);
        using var ramp = places[0].Linear([depth == Enums.BandFormat.Ushort ? 1542.0 : 6.0], [0.0]).Cast(depth);
        using var joined = bands == 1 ? ramp.Copy() : ramp.Bandjoin([.. Enumerable.Repeat(ramp, bands - 1)]);
        using var image = joined.Copy(interpretation: space);
        image.WriteToFile(At(name));
        return At(name);
    }

    public string Text(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), content);
        return At(name);
    }

    /// <summary>The first part of another file.</summary>
    public string Truncated(string name, string of)
    {
        var bytes = File.ReadAllBytes(of);
        File.WriteAllBytes(At(name), bytes[..(bytes.Length * 2 / 3)]);
        return At(name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
