using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Tests;

public sealed class ConcurrencyTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("global")]
    [InlineData("exact")]
    [InlineData("nafnet and vit")]
    public async Task Calls_at_the_same_time_give_what_single_calls_give(string variant)
    {
        using var codec = RandomModel.Codec(Variants.All[variant], new() { MaxConcurrentCalls = 4 });
        Picture[] pictures = [.. Enumerable.Range(0, 8).Select(i => TestPictures.Noise(40 + 37 * i, 150 - 17 * i, seed: i))];
        var expected = pictures.Select(p => codec.Encode(p)).ToArray();
        var decoded = expected.Select(l => codec.Decode(l, PixelFormat.Rgb48).Pixels.ToArray()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 12; i++)
                {
                    var index = (i + thread) % pictures.Length;
                    TestPictures.AssertClose(expected[index], codec.Encode(pictures[index]), 0);
                    Assert.Equal(decoded[index], codec.Decode(expected[index], PixelFormat.Rgb48).Pixels.ToArray());
                }
            },
            TaskCreationOptions.LongRunning)));
    }

    [Fact]
    public void Models_are_checked_on_several_threads_at_once()
    {
        var count = AutoencoderNetworks.Shapes(Variants.Exact).Count;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(count, AutoencoderNetworks.Shapes(Variants.Exact).Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_calls_compute_at_once_than_are_allowed(int limit)
    {
        var networks = new StoppedNetworks();
        using var codec = networks.Codec(limit);
        var calls = Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? codec.EncodeAsync(TestPictures.Noise(16, 16)) : Task.Run(() => codec.Encode(TestPictures.Noise(16, 16)))).ToArray();
        for (var i = 0; i < limit; i++)
            Assert.True(await networks.Began.WaitAsync(_patience));
        Assert.False(await networks.Began.WaitAsync(100));
        networks.Go.Release(calls.Length);
        await Task.WhenAll(calls).WaitAsync(_patience);
        Assert.Equal(limit, networks.MaxRunning);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppedNetworks().Codec(0));
    }

    [Fact]
    public async Task Calls_under_way_end_after_disposal_and_later_ones_are_refused()
    {
        var networks = new StoppedNetworks();
        var codec = networks.Codec(2);
        var calls = Enumerable.Range(0, 3).Select(_ => Task.Run(() => codec.Encode(TestPictures.Noise(16, 16)))).ToArray();
        Assert.True(await networks.Began.WaitAsync(_patience) && await networks.Began.WaitAsync(_patience));
        await Task.Delay(100); // the third call waits for its turn
        codec.Dispose();
        codec.Dispose();
        Assert.Throws<ObjectDisposedException>(() => codec.Encode(TestPictures.Noise(16, 16)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => codec.EncodeAsync(TestPictures.Noise(16, 16)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => codec.DecodeAsync(new Latents(new float[4], new float[4], 4, 1, 1, 8, 8)));
        Assert.Throws<ObjectDisposedException>(codec.Prepare);
        Assert.False(networks.IsDisposed);
        networks.Go.Release(3);
        Assert.All(await Task.WhenAll(calls).WaitAsync(_patience), latents => Assert.Equal(2, latents.Width));
        Assert.True(networks.IsDisposed);
    }

    [Fact]
    public async Task Disposal_in_the_middle_of_real_calls_is_safe()
    {
        for (var round = 0; round < 5; round++)
        {
            var codec = RandomModel.Codec(Variants.Global, new() { MaxConcurrentCalls = 2 });
            var picture = TestPictures.Noise(120, 90);
            var expected = codec.Encode(picture);
            using var begun = new CountdownEvent(4);
            var calls = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    for (var i = 0; ; i++)
                    {
                        if (i == 1)
                            begun.Signal();
                        try
                        {
                            TestPictures.AssertClose(expected, codec.Encode(picture), 0);
                        }
                        catch (ObjectDisposedException)
                        {
                            return;
                        }
                    }
                },
                TaskCreationOptions.LongRunning)).ToArray();
            Assert.True(begun.Wait(_patience));
            codec.Dispose();
            await Task.WhenAll(calls).WaitAsync(_patience);
        }
    }

    [Fact]
    public async Task Cancellation_before_and_in_the_middle_ends_a_call_and_the_codec_goes_on()
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(208), MaxConcurrentCalls = 1 });
        var picture = TestPictures.Noise(300, 220);
        var expected = codec.Encode(picture);
        var decoded = codec.Decode(expected).Pixels.ToArray();
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => codec.Encode(picture, cancellationToken: canceled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => codec.Encode([picture], cancellationToken: canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => codec.EncodeAsync(picture, cancellationToken: canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => codec.DecodeAsync(expected, cancellationToken: canceled.Token));
        foreach (var share in new[] { 0.1, 0.6, 0.95 })
        {
            Canceled((progress, token) => codec.Encode(picture, progress, token));
            Canceled((progress, token) => codec.Decode(expected, PixelFormat.Rgb24, progress, token));
            Canceled((progress, token) => codec.EncodeAsync(picture, progress, token).GetAwaiter().GetResult());
            TestPictures.AssertClose(expected, codec.Encode(picture), 0);
            Assert.Equal(decoded, codec.Decode(expected).Pixels.ToArray());

            void Canceled(Action<IProgress<double>, CancellationToken> call)
            {
                using var source = new CancellationTokenSource();
                var progress = new RecordedProgress(done =>
                {
                    if (done >= share)
                        source.Cancel();
                });
                Assert.ThrowsAny<OperationCanceledException>(() => call(progress, source.Token));
                Assert.True(progress.Values[^1] < 1);
            }
        }
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_can_be_canceled()
    {
        var networks = new StoppedNetworks();
        using var codec = networks.Codec(1);
        var first = codec.EncodeAsync(TestPictures.Noise(16, 16));
        Assert.True(await networks.Began.WaitAsync(_patience));
        using var source = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => codec.EncodeAsync(TestPictures.Noise(16, 16), cancellationToken: source.Token));
        networks.Go.Release(2);
        await first.WaitAsync(_patience);
        Assert.Equal(2, codec.Encode(TestPictures.Noise(16, 16)).Width);
    }

    [Theory]
    [InlineData("global", 0)]
    [InlineData("global", 208)]
    [InlineData("dwt", 0)]
    [InlineData("nafnet and vit", 0)]
    public void Progress_rises_to_one(string name, int side)
    {
        var config = name == "dwt" ? Presets.Get("dwt") with { Decoder = Variants.Global.Decoder } : Variants.All[name];
        using var codec = RandomModel.Codec(config, new() { Tiling = side == 0 ? Tiling.None : Tiling.OfSide(side) });
        var picture = TestPictures.Noise(230, 220);
        var (encoding, decoding, both) = (new RecordedProgress(), new RecordedProgress(), new RecordedProgress());
        var latents = codec.Encode(picture, encoding);
        codec.Decode(latents, PixelFormat.Rgb24, decoding);
        codec.Reconstruct(picture, both);
        foreach (var progress in new[] { encoding, decoding, both })
            progress.AssertRisesToOne();
        Assert.Equal(encoding.Values.Count + decoding.Values.Count, both.Values.Count);
        Assert.True(decoding.Values.Count > 10);
    }

    /// <summary>An encoder that waits to be told to go on, to see which calls are under way.</summary>
    private sealed unsafe class StoppedNetworks : INetworkRunner
    {
        private int _running;

        public SemaphoreSlim Began { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public int MaxRunning { get; private set; }

        public bool IsDisposed { get; private set; }

        public LatentCodec Codec(int limit) => new(new CodecNetworks(Variants.Global, this, this, Tiling.None, 1), null, limit);

        public void Prepare()
        {
        }

        public void Run(FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer, CancellationToken cancellationToken)
        {
            lock (Began)
                MaxRunning = Math.Max(MaxRunning, ++_running);
            Began.Release();
            Assert.True(Go.Wait(_patience, CancellationToken.None));
            var output = outputOf(new FeatureMaps(null, input.Images, input.Height / 8, input.Width / 8, 8));
            new Span<float>(output.Data, (int)output.Positions * output.Channels).Clear();
            lock (Began)
                _running--;
        }

        public void Dispose() => IsDisposed = true;
    }
}
