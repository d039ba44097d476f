using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Data.Procedural;
using LiteVae.Distributed;
using LiteVae.Pictures;
using TorchSharp;

namespace LiteVae.Tests.Data.Loading;

public sealed class BatchLoaderTests : IDisposable
{
    private static readonly BatchPlan Plan = new(new DataPhase(8, 5, 4), new DataPhase(16, 4, 3), new DataPhase(8, 2, 1));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Batches_are_in_order_with_the_plans_shapes_and_range()
    {
        using var source = new ProceduralImageSource(1, 16);
        using var loader = new BatchLoader(source, Plan, 3, 2, flip: true);
        var position = 0L;
        while (Plan.PhaseAt(position) is { } phase)
        {
            var batch = loader.Next();
            using var images = batch.Images;
            Assert.Equal(position, batch.Position);
            Assert.Equal([phase.BatchSize, 3, phase.Resolution, phase.Resolution], images.shape);
            Assert.Equal(torch.ScalarType.Float32, images.dtype);
            Assert.InRange(images.min().item<float>(), -1, 0);
            Assert.InRange(images.max().item<float>(), 0, 1);
            position += phase.BatchSize;
        }
        Assert.Throws<InvalidOperationException>(loader.Next);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void The_parts_of_ranks_are_the_batches_of_one_process_from_any_position(int ranks)
    {
        var plan = new BatchPlan(new DataPhase(8, 5, 6), new DataPhase(16, 4, 12));
        using var source = new ProceduralImageSource(1, 16, 25);
        foreach (var start in new long[] { 0, 24, 42 })
        {
            using var whole = new BatchLoader(source, plan, 3, 1, flip: true, start);
            var parts = Enumerable.Range(0, ranks).Select(rank => new BatchLoader(source, plan, 3, 1, flip: true, start, new RankShare(rank, ranks))).ToList();
            for (var position = start; plan.PhaseAt(position) is { } phase; position += phase.BatchSize)
            {
                using var scope = torch.NewDisposeScope();
                var batches = parts.Select(part => part.Next()).ToList();
                Assert.All(batches, batch => Assert.Equal(position, batch.Position));
                Assert.Equal(whole.Next().Images.data<float>().ToArray(), torch.cat([.. batches.Select(batch => batch.Images)]).data<float>().ToArray());
            }
            parts.ForEach(part => part.Dispose());
        }
        Assert.Throws<ArgumentException>(() => new BatchLoader(source, Plan, 3, 1, flip: true, share: new RankShare(0, ranks)));
    }

    [Fact]
    public void Crops_of_larger_pictures_show_their_detail()
    {
        // Two columns of one color each: brought to a side of 8 all crops have both, of pictures of 64 pixels hardly any.
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < 64 * 64; i++)
            pixels.AsSpan(3 * i, 3).Fill((byte)(i % 64 < 32 ? 0 : 255));
        using (var image = TestPictures.Vips(new RgbImage(64, 64, pixels)))
            image.WriteToFile(_folder.File("halves.png"));
        using var source = FolderImageSource.Open(_folder.Root);
        Assert.Equal(20, Mixed(null));
        Assert.InRange(Mixed(64), 0, 10);

        int Mixed(int? shortSide)
        {
            using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(8, 20, 1) { ShortSide = shortSide }), 1, 1, flip: true);
            return Enumerable.Range(0, 20).Count(_ =>
            {
                using var images = loader.Next().Images;
                return images.max().item<float>() - images.min().item<float>() > 1;
            });
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void The_number_of_workers_changes_nothing(int workers)
    {
        TestPictures.Fill(_folder, good: 6, broken: 4);
        Assert.Equal(Load(1), Load(workers));
    }

    [Fact]
    public void Resuming_at_any_batch_changes_nothing()
    {
        TestPictures.Fill(_folder, good: 5, broken: 3);
        var whole = Load(2);
        var position = 0L;
        for (var step = 0; Plan.PhaseAt(position) is { } phase; step++, position += phase.BatchSize)
            Assert.Equal(whole[step..], Load(3, position));
        Assert.Empty(Load(1, Plan.TotalImages));
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        TestPictures.Fill(_folder, good: 6, broken: 0);
        Assert.NotEqual(Load(1, seed: 1), Load(1, seed: 2));
    }

    [Fact]
    public void An_epoch_holds_each_good_image_once()
    {
        TestPictures.Fill(_folder, good: 12, broken: 0);
        var loaded = new List<long>();
        using var folder = FolderImageSource.Open(_folder.Root);
        using var source = new WatchedSource(folder, loaded.Add);
        using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(8, 3, 4)), 0, 1, flip: false);
        for (var i = 0; i < 3; i++)
            loader.Next().Images.Dispose();
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), loaded.Order());
    }

    [Fact]
    public void One_good_image_is_enough()
    {
        TestPictures.Fill(_folder, good: 1, broken: 9);
        Assert.Equal(11, Load(2).Count);
    }

    [Fact]
    public void A_set_of_broken_images_is_an_error_that_names_one()
    {
        TestPictures.Fill(_folder, good: 0, broken: 5);
        using var source = FolderImageSource.Open(_folder.Root);
        using var loader = new BatchLoader(source, Plan, 0, 3, flip: true);
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<DatasetException>(loader.Next);
            Assert.StartsWith($"{_folder.Root}: 5 images, not one of which can be read", error.Message, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_folder.Root, "bad"), error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(5, source.Skipped.Count);
    }

    [Fact]
    public void What_a_worker_throws_reaches_the_caller_in_its_turn()
    {
        using var inner = new ProceduralImageSource(1, 16, count: 100);
        var loads = 0;
        using var source = new WatchedSource(inner, _ =>
        {
            if (Interlocked.Increment(ref loads) == 6)
                throw new NotSupportedException("broken on purpose");
        });
        using var loader = new BatchLoader(source, Plan, 0, 1, flip: true);
        loader.Next().Images.Dispose();
        Assert.Equal("broken on purpose", Assert.Throws<NotSupportedException>(loader.Next).Message);
        Assert.Throws<NotSupportedException>(loader.Next);
    }

    [Fact]
    public void A_batch_belongs_to_its_caller_and_prefetching_leaks_no_tensor()
    {
        using var source = new ProceduralImageSource(1, 16);
        using var scope = torch.NewDisposeScope();
        using (var loader = new BatchLoader(source, Plan, 0, 2, flip: true))
        {
            loader.Next();
            Assert.Equal(1, scope.DisposablesCount);
            loader.Next().Images.Dispose();
        }
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public async Task Disposal_ends_workers_and_waiting_callers()
    {
        using var inner = new ProceduralImageSource(1, 16);
        using var gate = new ManualResetEventSlim();
        using var source = new WatchedSource(inner, _ => gate.Wait(TimeSpan.FromSeconds(20)));
        var loader = new BatchLoader(source, Plan, 0, 3, flip: true);
        var waiting = Task.Run(loader.Next, TestContext.Current.CancellationToken);
        var disposal = Task.Run(loader.Dispose, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        gate.Set();
        await disposal.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Throws<ObjectDisposedException>(loader.Next);
        loader.Dispose();
    }

    [Fact]
    public void No_more_is_prefetched_than_a_few_batches()
    {
        using var inner = new ProceduralImageSource(1, 8);
        var loads = 0;
        using var source = new WatchedSource(inner, _ => Interlocked.Increment(ref loads));
        using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(8, 1000, 4)), 0, 2, flip: true);
        SpinWait.SpinUntil(() => Volatile.Read(ref loads) >= 12, TimeSpan.FromSeconds(10));
        Thread.Sleep(200);
        Assert.Equal(12, Volatile.Read(ref loads));
    }

    [Fact]
    public void Starting_within_a_batch_is_refused()
    {
        using var source = new ProceduralImageSource(1, 16);
        Assert.Throws<ArgumentException>(() => new BatchLoader(source, Plan, 0, 1, true, startPosition: 3));
    }

    private List<string> Load(int workers, long start = 0, ulong seed = 11)
    {
        using var source = FolderImageSource.Open(_folder.Root);
        using var loader = new BatchLoader(source, Plan, seed, workers, flip: true, start);
        var batches = new List<string>();
        for (var position = start; Plan.PhaseAt(position) is { } phase; position += phase.BatchSize)
        {
            using var images = loader.Next().Images;
            batches.Add(Convert.ToHexString(images.bytes));
        }
        return batches;
    }

    private sealed class WatchedSource(IImageSource inner, Action<long> watch) : IImageSource
    {
        public string Description => inner.Description;

        public long? Count => inner.Count;

        public SkippedImages Skipped => inner.Skipped;

        public string NameOf(long index) => inner.NameOf(index);

        public RgbImage? TryLoad(long index, in LoadOptions options)
        {
            watch(index);
            return inner.TryLoad(index, options);
        }

        public void Dispose()
        {
        }
    }
}
