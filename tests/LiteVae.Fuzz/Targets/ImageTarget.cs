using LiteVae.Data;
using LiteVae.Fuzz.Structures;
using LiteVae.Runtime;

namespace LiteVae.Fuzz.Targets;

/// <summary>A picture: its size from the header, then its pixels, whole.</summary>
internal sealed class ImageTarget : FileTarget
{
    private const long MaxPixels = 1 << 24;

    static ImageTarget() => ProcessTuning.Apply();

    public override string Name => "image";

    public override IReadOnlyList<Type> Documented => [typeof(DatasetException)];

    public override IInputStructure Structure { get; } = new PngStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Image;

    public override int MaxLength => 1 << 15;

    protected override string FileName => "picture.png";

    public override IEnumerable<byte[]> Seeds() => SeedPictures.All;

    protected override void Read(string path) => ImageFile.Load(path, MaxPixels);
}
