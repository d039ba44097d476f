using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Models.Files;

public sealed class SafetensorsWriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_tensor_with_more_or_fewer_values_than_its_shape_is_refused_and_an_older_file_stays(int count)
    {
        var path = _folder["file.safetensors"];
        SafetensorsFile.Write(path, [StoredTensor.Of("a", [2], new float[2])]);
        var before = File.ReadAllBytes(path);
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Write(path, [StoredTensor.Of("b", [2, 2], new float[count])]));
        Assert.Contains("tensor 'b' [2,2] takes 16 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }
}
