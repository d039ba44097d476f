using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A PyTorch file, with every tensor in it.</summary>
/// <param name="form">The form of the seeds: zip, or the older one.</param>
internal sealed class PyTorchTarget(string form) : FileTarget
{
    public override string Name => $"pytorch-{form}";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure? Structure { get; } = form == "zip" ? new StoredZipStructure() : null;

    public override IReadOnlyList<byte[]> Dictionary => Words.Pickle;

    protected override string FileName => "weights.pt";

    public override IEnumerable<byte[]> Seeds() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "fixtures", "pytorch"), $"*.{form}.pt").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    protected override void Read(string path)
    {
        // Half of the inputs are read as those do that pass over foreign objects.
        using var file = PyTorchFile.Open(path, skipForeign: new FileInfo(path).Length % 2 == 0);
        SafetensorsTarget.ReadAll(file);
    }
}
