using LiteVae.Data;
using LiteVae.Fuzz.Structures;
using LiteVae.Runtime;

namespace LiteVae.Fuzz.Targets;

/// <summary>A picture of a training folder, shrunk and cropped: one that cannot be read is skipped, and nothing is thrown.</summary>
internal sealed class TrainingImageTarget : FileTarget
{
    private const int CropSize = 16;
    private const long MaxPixels = 1 << 24;

    static TrainingImageTarget() => ProcessTuning.Apply();

    public override string Name => "training-image";

    public override IReadOnlyList<Type> Documented => [];

    public override IInputStructure Structure { get; } = new PngStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Image;

    public override int MaxLength => 1 << 15;

    protected override string FileName => "picture.png";

    public override IEnumerable<byte[]> Seeds() => SeedPictures.All;

    protected override void Read(string path)
    {
        using var folder = FolderImageSource.Open(Path.GetDirectoryName(path)!, MaxPixels);
        var picture = folder.TryLoad(0, new LoadOptions(CropSize, Random: true, Flip: true, Seed: (ulong)new FileInfo(path).Length));
        if (picture is not (null or { Width: CropSize, Height: CropSize }))
            throw new InvalidOperationException($"a crop of {picture.Width}x{picture.Height}");
    }
}
