using LiteVae.Data;
using LiteVae.Fuzz.Structures;
using LiteVae.Runtime;

namespace LiteVae.Fuzz.Targets;

/// <summary>A picture's size, from its header alone.</summary>
internal sealed class ImageSizeTarget : FileTarget
{
    static ImageSizeTarget() => ProcessTuning.Apply();

    public override string Name => "image-size";

    public override IReadOnlyList<Type> Documented => [typeof(DatasetException)];

    public override IInputStructure Structure { get; } = new PngStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Image;

    public override int MaxLength => 1 << 15;

    protected override string FileName => "picture.png";

    public override IEnumerable<byte[]> Seeds() => SeedPictures.All;

    protected override void Read(string path) => ImageFile.ReadSize(path);
}
