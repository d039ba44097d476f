using LiteVae.Autoencoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Shards;
using LiteVae.Codec.Tiles;
using LiteVae.Data;
using LiteVae.Data.Shards;
using LiteVae.Distributed.Local;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Tests.Autoencoders;
using LiteVae.Tests.Data;
using LiteVae.Tests.Data.Tar;

namespace LiteVae.Tests.Inference;

public sealed class LatentSetEncoderTests : IDisposable
{
    private static readonly CodecOptions Whole = new() { Precision = InferencePrecision.Fp32, Tiling = Tiling.None };
    private static readonly LatentSetOptions Options = new() { FirstStage = new string('0', 64), Resolution = 32, ShardSize = 20 };

    private readonly TemporaryFolder _folder = new();
    private readonly Autoencoder _model = new(ArchitectureVariants.All["litevae"]);
    private readonly LiteVaeCodec _codec;

    public LatentSetEncoderTests()
    {
        _codec = LiteVaeCodec.Create(_model, Whole);
        for (var i = 0; i < 45; i++)
            ImageFile.Save(_folder[$"images/{(i % 3 == 0 ? "cats" : "dogs")}/{i:00}.png"], TestPictures.Ramp(32 + i, 48));
    }

    public void Dispose()
    {
        _codec.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_picture_and_its_mirrored_copy_is_encoded_and_has_its_class()
    {
        var told = new List<long>();
        var result = Encode(Options, new Told(told));
        Assert.Equal((45, 3, 0, 0), (result.Encoded, result.Shards, result.ShardsKept, result.Missing.Count));
        Assert.Equal(told.Order(), told);
        Assert.Equal(45, told[^1]);
        using var set = LatentShards.Open(_folder["latents"]);
        Assert.Equal(["cats", "dogs"], set.Info.Classes);
        for (var i = 0; i < set.Count; i += 11)
        {
            var image = ImageFile.Load(Path.Combine(_folder["images"], set.NameOf(i)), new LoadOptions(32, false, false, 0));
            AssertNear(_codec.Pictures.Encode(image.AsPicture()).Mean, set.Read(i).Mean);
            AssertNear(_codec.Pictures.Encode(image.Mirror().AsPicture()).Mean, set.Read(i, mirrored: true).Mean);
            Assert.Equal(set.NameOf(i).Split('/')[0], set.Info.Classes[set.LabelOf(i)!.Value]);
        }
    }

    [Fact]
    public void A_stopped_run_is_gone_on_with_and_its_files_are_the_same()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Encode(Options, new Told([], done => { if (done >= 36) stop.Cancel(); }), cancellationToken: stop.Token));
        var first = Path.Combine(_folder["latents"], "latents-00000-of-00003.safetensors");
        Assert.Equal([first], Directory.GetFileSystemEntries(_folder["latents"]));
        var (bytes, written) = (File.ReadAllBytes(first), File.GetLastWriteTimeUtc(first));
        Assert.Equal(1, Encode(Options).ShardsKept);
        Assert.Equal(bytes, File.ReadAllBytes(first));
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
        Assert.Equal(3, Encode(Options).ShardsKept);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)] // more ranks than shards
    public void Ranks_write_the_files_of_one_process(int size)
    {
        Encode(Options);
        var alone = Directory.GetFiles(_folder["latents"]).Order().Select(File.ReadAllBytes).ToList();
        File.Delete(_folder["latents/index.json"]);
        File.Delete(_folder["latents/latents-00000-of-00003.safetensors"]);
        File.Delete(_folder["latents/latents-00002-of-00003.safetensors"]);
        LocalRanks.Run(size, communicator =>
        {
            using var images = FolderImageSource.Open(_folder["images"]);
            var result = new LatentSetEncoder(_codec.Pictures, images, Options).Encode(_folder["latents"], communicator: communicator);
            if (communicator.Rank == 0)
                Assert.Equal((45, 3, 1), (result.Encoded, result.Shards, result.ShardsKept));
        });
        var shared = Directory.GetFiles(_folder["latents"]).Order().Select(File.ReadAllBytes).ToList();
        Assert.Equal(4, shared.Count);
        Assert.Equal(alone, shared);
    }

    [Fact]
    public void A_rank_that_is_asked_to_stop_stops_all()
    {
        var failures = new Exception?[2];
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        LocalRanks.Run(2, communicator =>
        {
            using var images = FolderImageSource.Open(_folder["images"]);
            failures[communicator.Rank] = Record.Exception(() => new LatentSetEncoder(_codec.Pictures, images, Options).Encode(
                _folder["latents"], cancellationToken: communicator.Rank == 1 ? stop.Token : default, communicator: communicator));
        });
        Assert.All(failures, e => Assert.IsType<OperationCanceledException>(e));
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_told_each_time_and_left_out()
    {
        File.WriteAllText(_folder["images/dogs/04.png"], "no picture");
        var skipped = new List<string>();
        var result = Encode(Options, skipped: skipped);
        Assert.Equal(["dogs/04.png"], result.Missing);
        Assert.Equal(["dogs/04.png"], skipped);
        Assert.Equal(["dogs/04.png"], Encode(Options).Missing);
        using var set = LatentShards.Open(_folder["latents"]);
        Assert.Equal(44, set.Count);
    }

    [Fact]
    public void Without_a_resolution_pictures_keep_their_sizes_and_with_another_one_the_folder_is_refused()
    {
        Encode(Options with { Resolution = null });
        using (var set = LatentShards.Open(_folder["latents"]))
            Assert.Equal((32 + 44, 48), (set.Read(set.Count - 1).PictureWidth, set.Read(0).PictureHeight));
        Assert.Throws<CheckpointException>(() => Encode(Options));
    }

    [Fact]
    public void A_folder_without_one_readable_picture_gives_an_error()
    {
        foreach (var file in Directory.GetFiles(_folder["images"], "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "no picture");
        Assert.Throws<DatasetException>(() => Encode(Options));
    }

    [Fact]
    public void Pictures_in_tars_have_the_classes_of_their_members_and_a_stopped_run_is_gone_on_with()
    {
        _folder.Write("tars/a.tar", TestTars.OfPictures(0, 25));
        _folder.Write("tars/b.tar", TestTars.OfPictures(25, 20));
        using var stop = new CancellationTokenSource();
        LatentSetResult Encode(IProgress<long>? progress = null, CancellationToken token = default)
        {
            using var images = TarImageSource.Open(_folder["tars"]);
            return new LatentSetEncoder(_codec.Pictures, images, Options).Encode(_folder["latents"], progress, cancellationToken: token);
        }
        Assert.ThrowsAny<OperationCanceledException>(() => Encode(new Told([], done => { if (done >= 36) stop.Cancel(); }), stop.Token));
        Assert.Single(Directory.GetFileSystemEntries(_folder["latents"]));
        Assert.Equal((45, 3, 1), Encode() is var result ? (result.Encoded, result.Shards, result.ShardsKept) : default);
        using var set = LatentShards.Open(_folder["latents"]);
        Assert.Equal(["0", "1", "2"], set.Info.Classes);
        Assert.Equal("b.tar/30.png", set.NameOf(30));
        Assert.All(Enumerable.Range(0, 45), i => Assert.Equal(i % 3, set.LabelOf(i)));
    }

    [Theory]
    [InlineData("b.cls", "x", "does not hold a class number")]
    [InlineData("b.txt", "1", "b.png has no class number")]
    [InlineData("b.cls", "2000000", "too large")]
    public void Classes_that_cannot_be_are_refused(string name, string content, string reason)
    {
        var tar = _folder.Write("one.tar", TestTars.Of(("a.png", TestTars.Png(32)), ("a.cls", TestTars.Text("0")), ("b.png", TestTars.Png(32)), (name, TestTars.Text(content))));
        using var images = TarImageSource.Open(tar);
        var error = Assert.Throws<DatasetException>(() => new LatentSetEncoder(_codec.Pictures, images, Options).Encode(_folder["latents"]));
        Assert.Contains(reason, error.Message);
    }

    private LatentSetResult Encode(LatentSetOptions options, IProgress<long>? progress = null, List<string>? skipped = null, CancellationToken cancellationToken = default)
    {
        using var images = FolderImageSource.Open(_folder["images"]);
        var encoder = new LatentSetEncoder(_codec.Pictures, images, options);
        encoder.Skipped += (name, _) => skipped?.Add(name);
        return encoder.Encode(_folder["latents"], progress, cancellationToken: cancellationToken);
    }

    // A batch of another size may take other tiles of the matrix products.
    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() <= 1e-5 * expected.Max(Math.Abs), "latents differ");

    private sealed class Told(List<long> values, Action<long>? then = null) : IProgress<long>
    {
        public void Report(long value)
        {
            values.Add(value);
            then?.Invoke(value);
        }
    }
}
