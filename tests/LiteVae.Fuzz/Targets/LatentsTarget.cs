using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A file of latents, with every latent in it.</summary>
internal sealed class LatentsTarget : FileTarget
{
    private const int MaxRead = 100;

    public override string Name => "latents";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure Structure { get; } = new SafetensorsStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Safetensors;

    protected override string FileName => "latents.safetensors";

    public override IEnumerable<byte[]> Seeds() =>
    [
        Of(("one.png", 2, 3), ("two.png", 2, 3)),
        Of(("one.png", 2, 3), ("two.png", 1, 1)),
        TinyFiles.Safetensors([("mean", [2, 4, 1, 2])]),
        TinyFiles.Safetensors([("mean.0", [1, 1, 1, 2]), ("mean.1", [1, 1, 2, 2]), ("logvar.0", [1, 1, 1, 2])]),
    ];

    protected override void Read(string path)
    {
        using var file = LatentsFile.Open(path);
        foreach (var entry in file.Entries.Take(MaxRead))
            file.Read(entry, 8).Sample(1);
    }

    private static byte[] Of(params (string Name, int Height, int Width)[] pictures) => Written("latents.safetensors", path => LatentsFile.Write(
        path, [.. pictures.Select(p => (p.Name, new Latents(new float[2 * p.Height * p.Width], new float[2 * p.Height * p.Width], 2, p.Height, p.Width, p.Width * 8 - 1, p.Height * 8)))]));
}
