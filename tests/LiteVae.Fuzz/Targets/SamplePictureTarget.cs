using LiteVae.Fuzz.Structures;
using LiteVae.Samples.Pictures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A picture as the console sample reads it: PNG, PPM or PGM, with code of its own.</summary>
internal sealed class SamplePictureTarget : FileTarget
{
    public override string Name => "sample-picture";

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override IInputStructure Structure { get; } = new PngStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Image;

    protected override string FileName => "picture";

    public override IEnumerable<byte[]> Seeds() => [.. SeedPictures.All.Take(2), "P6 # a comment\n2 1 255\nabcdef"u8.ToArray(), "P5\n3 2\n255\nabcdef"u8.ToArray()];

    protected override void Read(string path) => PictureFile.Read(path);
}
