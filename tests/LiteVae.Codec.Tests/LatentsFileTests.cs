using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests;

public sealed class LatentsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["latents.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Latents_of_one_size_are_one_tensor()
    {
        (string, Latents)[] latents = [("a/é.png", Create(4, 3, 5, 40, 20, 1)), ("b", Create(4, 3, 5, 40, 20, 2)), ("b", Create(4, 3, 5, 40, 20, 3))];
        AssertRoundTrip(latents);
        using var file = SafetensorsFile.Open(FilePath);
        Assert.Equal(["logvar", "mean"], file.Tensors.Keys.Order());
        Assert.Equal([3, 4, 3, 5], file.Tensors["mean"].Shape);
    }

    [Fact]
    public void Latents_of_several_sizes_are_a_tensor_each() =>
        AssertRoundTrip([.. Enumerable.Range(0, 12).Select(i => ($"picture {i}", Create(4, 3 + i, 5, 40, 20 + i, i)))]);

    [Fact]
    public void A_stream_gets_and_gives_what_a_file_does()
    {
        (string, Latents)[] latents = [("a", Create(4, 3, 5, 40, 20, 1)), ("b", Create(4, 4, 5, 40, 30, 2))];
        LatentsFile.Write(FilePath, latents);
        using var stream = new MemoryStream();
        LatentsFile.Write(stream, latents);
        Assert.Equal(File.ReadAllBytes(FilePath), stream.ToArray());
        stream.Position = 0;
        using var read = LatentsFile.Read(stream);
        Assert.Equal(latents[1].Item2.Mean, read.Read(read.Entries[1], 8).Mean);
    }

    [Fact]
    public void A_file_says_whether_its_latents_are_normalized()
    {
        var scale = new LatentScale([0, 1, 2, 3], [1, 2, 3, 4]);
        var raw = Create(4, 3, 5, 40, 20, 1);
        var latents = new Latents(raw.Mean, raw.LogVariance, 4, 3, 5, 40, 20, scale);
        LatentsFile.Write(FilePath, [("a", latents.Normalized())]);
        using (var file = LatentsFile.Open(FilePath))
        {
            Assert.True(file.IsNormalized);
            var read = file.Read(file.Entries[0], 8);
            Assert.True(read.IsNormalized);
            Assert.Equal(latents.Normalize(raw.Mean), read.Mean);
        }
        LatentsFile.Write(FilePath, [("a", latents)]);
        using (var file = LatentsFile.Open(FilePath))
            Assert.False(file.IsNormalized || file.Read(file.Entries[0], 8).IsNormalized);
        Assert.Throws<ArgumentException>(() => LatentsFile.Write(FilePath, [("a", latents), ("b", latents.Normalized())]));
    }

    [Theory]
    [InlineData(8, 3, 5)]
    [InlineData(4, 4, 5)]
    [InlineData(4, 5, 3)]
    public void Latents_of_one_picture_size_but_several_shapes_survive(int channels, int height, int width) =>
        AssertRoundTrip([("a", Create(4, 3, 5, 24, 24, 1)), ("b", Create(channels, height, width, 24, 24, 2))]);

    [Fact]
    public void Files_of_other_programs_may_lack_names_sizes_and_variances()
    {
        Write([StoredTensor.Of("mean", [2, 1, 2, 3], Enumerable.Range(0, 12).Select(i => (float)i).ToArray())], []);
        using var file = LatentsFile.Open(FilePath);
        Assert.Equal(["latent-0000", "latent-0001"], file.Entries.Select(e => e.Name));
        Assert.All(file.Entries, entry => Assert.Null(entry.PictureSize));
        var second = file.Read(file.Entries[1], 8);
        Assert.Equal([6, 7, 8, 9, 10, 11], second.Mean);
        Assert.Equal((24, 16), (second.PictureWidth, second.PictureHeight));
        Assert.All(second.LogVariance, value => Assert.Equal(PosteriorLimits.MinLogVariance, value));
    }

    [Theory]
    [InlineData("latents", "scaled", "expected \"raw\" or \"normalized\"")]
    [InlineData("names", "[\"a\"]", "1 entries for 2 latents")]
    [InlineData("names", "null", "0 entries")]
    [InlineData("names", "[\"a\",\"\"]", "empty name")]
    [InlineData("names", "[\"a\",null]", "empty name")]
    [InlineData("names", "[\"a\",1]", "expected kind")]
    [InlineData("names", "[\"a\",", "expected kind")]
    [InlineData("names", "[\"a\",\"\\ud800\"]", "expected kind")]
    [InlineData("names", "", "expected kind")]
    [InlineData("sizes", "[[8,8]]", "1 entries for 2 latents")]
    [InlineData("sizes", "[[8,8],[8]]", "not [width, height]")]
    [InlineData("sizes", "[[8,8],[8,0]]", "not [width, height]")]
    [InlineData("sizes", "[[8,8],[8,-8]]", "not [width, height]")]
    [InlineData("sizes", "[[8,8],null]", "not [width, height]")]
    [InlineData("sizes", "[[8,8],[8,8,8]]", "not [width, height]")]
    [InlineData("sizes", "[[8,8],[8,3000000000]]", "expected kind")]
    [InlineData("sizes", "[[8,8],[8,8.5]]", "expected kind")]
    [InlineData("sizes", "{}", "expected kind")]
    public void Damaged_metadata_is_refused(string key, string json, string reason)
    {
        Write([StoredTensor.Of("mean", [2, 1, 1, 1], new float[2])], new() { [key] = json });
        AssertRefused(reason);
    }

    [Theory]
    [InlineData("mean", "2,3")]
    [InlineData("mean", "0,4,8,8")]
    [InlineData("mean", "2000000000,0,1,1")]
    [InlineData("mean", "4,0,2,2")]
    [InlineData("mean", "4,2,0,2")]
    [InlineData("mean", "4,2,2,0")]
    [InlineData("mean.0", "2,1,1")]
    [InlineData("mean.-1", "1,1,1,1")]
    [InlineData("mean.x", "1,1,1,1")]
    [InlineData("mean.0", "1,0,8,8")]
    [InlineData("mean.0", "1,4294967296,0,1")]
    [InlineData("other", "1,1,1,1")]
    public void Tensors_that_are_not_latents_are_refused(string name, string shape)
    {
        long[] sizes = [.. shape.Split(',').Select(long.Parse)];
        Write([StoredTensor.Of(name, sizes, new float[sizes.Aggregate(1L, (product, size) => product * size)])], []);
        AssertRefused(FilePath);
    }

    [Theory]
    [InlineData("mean", "logvar")]
    [InlineData("mean.0", "logvar.0")]
    public void Log_variances_of_another_shape_than_the_means_are_refused(string mean, string logVariance)
    {
        Write([StoredTensor.Of(mean, [1, 4, 2, 2], new float[16]), StoredTensor.Of(logVariance, [1, 4, 2, 3], new float[24])], []);
        AssertRefused($"\"{logVariance}\" has shape [1,4,2,3]");
    }

    [Fact]
    public void Latents_that_are_not_floating_point_are_refused()
    {
        Write([new StoredTensor("mean", new TensorInfo(TensorType.Int32, [1, 1, 1, 1]), stream => stream.Write(new byte[4]))], []);
        using var file = LatentsFile.Open(FilePath);
        Assert.Contains("I32", Assert.Throws<CheckpointException>(() => file.Read(file.Entries[0], 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_read_again_is_not_written()
    {
        Assert.ThrowsAny<ArgumentException>(() => LatentsFile.Write(FilePath, []));
        Assert.Throws<ArgumentException>(() => LatentsFile.Write(FilePath, [("", Create(1, 1, 1, 8, 8, 1))]));
        Assert.False(File.Exists(FilePath));
    }

    private static Latents Create(int channels, int height, int width, int pictureWidth, int pictureHeight, int seed)
    {
        var random = new Random(seed);
        float[] Values() => [.. Enumerable.Range(0, channels * height * width).Select(_ => (float)random.NextDouble())];
        return new Latents(Values(), Values(), channels, height, width, pictureWidth, pictureHeight);
    }

    private void Write(IEnumerable<StoredTensor> tensors, Dictionary<string, string> metadata) => SafetensorsFile.Write(FilePath, tensors, metadata);

    private void AssertRefused(string reason) =>
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => LatentsFile.Open(FilePath)).Message, StringComparison.Ordinal);

    private void AssertRoundTrip(IReadOnlyList<(string Name, Latents Latents)> latents)
    {
        LatentsFile.Write(FilePath, latents);
        using var file = LatentsFile.Open(FilePath);
        Assert.Equal(latents.Select(l => l.Name), file.Entries.Select(e => e.Name));
        foreach (var (entry, (_, expected)) in file.Entries.Zip(latents))
        {
            Assert.Equal((expected.PictureWidth, expected.PictureHeight), entry.PictureSize);
            TestPictures.AssertClose(expected, file.Read(entry, 8), 0);
        }
    }
}
