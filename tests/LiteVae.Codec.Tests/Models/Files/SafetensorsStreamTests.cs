using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Models.Files;

public sealed class SafetensorsStreamTests
{
    private static readonly string _path = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "litevae_s_encoder.safetensors");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_gives_what_the_file_gives(bool seeks)
    {
        var bytes = File.ReadAllBytes(_path);
        Assert.True(bytes.Length > 1 << 22, "The buffer does not grow.");
        using var stream = new Trickle([1, 2, 3, .. bytes], seeks);
        stream.ReadExactly(new byte[3]); // it is read from its position on
        using var expected = SafetensorsFile.Open(_path);
        using var file = SafetensorsFile.Read(stream, "a stream");
        Assert.Equal("a stream", file.Path);
        Assert.Equal(expected.Metadata, file.Metadata);
        Assert.Equal(expected.Tensors.Keys, file.Tensors.Keys);
        foreach (var (name, info) in expected.Tensors)
        {
            var (a, b) = (new float[info.Count], new float[info.Count]);
            expected.Read(name, a);
            file.Read(name, b);
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void Any_truncation_and_any_addition_is_refused()
    {
        var bytes = File.ReadAllBytes(_path);
        foreach (var length in Enumerable.Range(0, 300).Concat([bytes.Length / 2, bytes.Length - 1]))
        {
            foreach (var seeks in new[] { true, false })
                Refused(bytes[..length], seeks);
        }
        Refused([.. bytes, 0], seeks: true);
        Refused([.. bytes, 0], seeks: false);
    }

    [Fact]
    public void Garbage_is_refused()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[i];
            random.NextBytes(bytes);
            if (i > 8 && i % 2 == 0)
                bytes.AsSpan(1, 7).Clear(); // a header of a length that may be
            Refused(bytes, i % 3 == 0);
        }
    }

    [Fact]
    public void A_stream_that_is_too_long_is_refused()
    {
        using var stream = new Trickle([1], seeks: true, claims: 3L << 30);
        Assert.Contains("longer than", Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_file_refuses_reads()
    {
        using var stream = new MemoryStream(File.ReadAllBytes(_path));
        var file = SafetensorsFile.Read(stream);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("input", new float[file.Tensors["input"].Count]));
    }

    [Fact]
    public void Another_room_than_a_tensor_has_elements_is_refused()
    {
        using var file = SafetensorsFile.Open(_path);
        Assert.Throws<ArgumentException>(() => file.Read("input", new float[3]));
        Assert.Throws<CheckpointException>(() => file.Read("absent", new float[3]));
    }

    private static void Refused(byte[] bytes, bool seeks)
    {
        using var stream = new Trickle(bytes, seeks);
        Assert.Contains("some stream", Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(stream, "some stream")).Message, StringComparison.Ordinal);
        using var model = new Trickle(bytes, seeks);
        Assert.Throws<CheckpointException>(() => LatentCodec.Load(model));
    }

    /// <summary>A stream that gives fewer bytes than it is asked for.</summary>
    private sealed class Trickle(byte[] bytes, bool seeks, long? claims = null) : MemoryStream(bytes)
    {
        public override bool CanSeek => seeks;

        public override long Length => claims ?? (seeks ? base.Length : throw new NotSupportedException());

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 100_003));
    }
}
