using System.Buffers.Binary;
using System.Text;
using CsCheck;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A file from a header and a number of data bytes 0, 1, 2, …</summary>
    private static byte[] Bytes(string header, int dataLength = 0, long? claimedLength = null) =>
        Bytes(Encoding.UTF8.GetBytes(header), dataLength, claimedLength);

    private static byte[] Bytes(byte[] header, int dataLength = 0, long? claimedLength = null)
    {
        var file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, claimedLength ?? header.Length);
        header.CopyTo(file, 8);
        for (var i = 0; i < dataLength; i++)
            file[8 + header.Length + i] = (byte)i;
        return file;
    }

    private string Refusal(byte[] bytes)
    {
        var path = _folder.FileOf(bytes);
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    [Fact]
    public void Golden_files_read_as_an_independent_parser_read_them()
    {
        // Expected values: python3's json and struct on the same bytes.
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures/golden/haar.safetensors"));
        Assert.Equal("orthonormal, as pywt wavedec2 haar", file.Metadata["convention"]);
        Assert.Equal(["input", "level1", "level2", "level3"], file.Tensors.Keys.Order());
        Assert.Equal([2, 12, 16, 24], file.Tensors["level1"].Shape);
        Assert.Equal(TensorType.Float32, file.Tensors["level1"].Type);
        using var level1 = file.Read("level1");
        Assert.Equal([0.0246896744f, 0.0373548269f, 0.207489014f], level1.data<float>().Take(3));
        Assert.Equal(-0.0335807204f, level1.data<float>().Last());
    }

    [Theory]
    [InlineData("haar")]
    [InlineData("smc")]
    [InlineData("feature_net_tiny")]
    public void Every_tensor_of_a_golden_file_is_finite_and_of_its_shape(string name)
    {
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, $"fixtures/golden/{name}.safetensors"));
        Assert.NotEmpty(file.Tensors);
        foreach (var (key, entry) in file.Entries)
        {
            using var scope = NewDisposeScope();
            var tensor = file.Read(key);
            Assert.Equal(entry.Shape, tensor.shape);
            Assert.Equal(entry.Length, tensor.numel() * 4);
            Assert.True(tensor.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void A_minimal_file_is_read()
    {
        var path = _folder.FileOf(Bytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[0,4]}}", 4));
        using var file = SafetensorsFile.Open(path);
        using var tensor = file.Read("a");
        Assert.Equal([0, 1, 2, 3], tensor.data<byte>().ToArray());
        Assert.Empty(file.Metadata);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("{}      ", 0)]
    [InlineData("{\"__metadata__\":{}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"z\":{\"dtype\":\"U8\",\"shape\":[3,0],\"data_offsets\":[1,1]}}", 3)]
    public void Legal_headers_are_accepted(string header, int dataLength)
    {
        using var file = SafetensorsFile.Open(_folder.FileOf(Bytes(header, dataLength)));
        foreach (var name in file.Tensors.Keys)
            file.Read(name).Dispose();
    }

    [Theory]
    [InlineData("", 0, "does not begin with '{'")]
    [InlineData(" {}", 0, "does not begin with '{'")]
    [InlineData("[]", 0, "does not begin with '{'")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    [InlineData("{\"a\":1,}", 0, "not valid JSON")]
    [InlineData("{\"\\ud800\":1}", 0, "not valid JSON")]
    [InlineData("{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}", 0, "not valid JSON")]
    [InlineData("{\"__metadata__\":1}", 0, "__metadata__ is not an object")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "'a' is not a string")]
    [InlineData("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "not valid JSON")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "not valid JSON")]
    [InlineData("{\"a\":1}", 0, "'a' lacks")]
    [InlineData("{\"a\":{}}", 0, "'a' lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "'a' lacks")]
    [InlineData("{\"a\":{\"dtype\":8,\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "'a' lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U4\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "dtype U4")]
    [InlineData("{\"a\":{\"dtype\":\"u8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "dtype u8")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}}", 1, "not a list")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "-1, which is not a size")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.0],\"data_offsets\":[0,1]}}", 1, "1.0, which is not a size")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,1]}}", 1, "which is not a size")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "data_offsets [0]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "data_offsets [0,1,2]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "data_offsets [1,0]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,9223372036854775808]}}", 1, "not a size")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[9223372036854775806,9223372036854775807]}}", 1, "not a size")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "needs 8 bytes, but its data_offsets span 4")]
    [InlineData("{\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[3,7]}}", 7, "needs 8 bytes, but its data_offsets span 4")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387903,4],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387903],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "not valid JSON")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "not valid JSON")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "begins at byte 1")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}", 3, "'b' begins at byte 2 of the data; expected 1, where")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}", 3, "'b' begins at byte 1")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, "begins at byte 0")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1, "; it is truncated")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 3, "the file has")]
    [InlineData("{}", 1, "the file has")]
    public void Malformed_headers_are_refused_with_the_reason(string header, int dataLength, string reason) =>
        Assert.Contains(reason, Refusal(Bytes(header, dataLength)), StringComparison.Ordinal);

    [Fact]
    public void A_file_with_more_than_its_header_describes_is_not_called_truncated() =>
        Assert.EndsWith("the header describes 10 bytes, but the file has 11", Refusal(Bytes("{}", 1)), StringComparison.Ordinal);

    [Fact]
    public void More_than_64_dimensions_are_refused()
    {
        var most = string.Join(',', Enumerable.Repeat("1", 64));
        using (var file = SafetensorsFile.Open(_folder.FileOf(Bytes($"{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{most}],\"data_offsets\":[0,1]}}}}", 1))))
            Assert.Equal(64, file.Tensors["a"].Shape.Length);
        var shape = string.Join(',', Enumerable.Repeat("1", 65));
        Assert.Contains("65 dimensions", Refusal(Bytes($"{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{shape}],\"data_offsets\":[0,1]}}}}", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_are_not_UTF8_are_refused() =>
        Assert.Contains("not UTF-8", Refusal(Bytes([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'])), StringComparison.Ordinal);

    [Theory]
    [InlineData(3, "the header claims 3 bytes, but only 2 follow; the file is truncated")]
    [InlineData(100_000_000, "truncated")]
    [InlineData(100_000_001, "100000000 allowed")]
    [InlineData(long.MaxValue, "allowed")]
    [InlineData(-1, "allowed")]
    public void Header_lengths_beyond_the_file_or_the_limit_are_refused(long claimed, string reason) =>
        Assert.Contains(reason, Refusal(Bytes("{}", claimedLength: claimed)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(1, "1 bytes")]
    [InlineData(7, "7 bytes")]
    public void Files_shorter_than_a_length_are_refused(int length, string reason) =>
        Assert.Contains(reason, Refusal(new byte[length]), StringComparison.Ordinal);

    [Fact]
    public void Missing_files_and_folders_are_refused()
    {
        Assert.Contains("no such file", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(_folder.File("absent"))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(_folder.Root)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(""));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open("a\0b"));
    }

    [Fact]
    public void Missing_arguments_are_named()
    {
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => SafetensorsFile.Open(null!)).ParamName);
        Assert.Equal("stream", Assert.Throws<ArgumentNullException>(() => SafetensorsFile.Read(null!)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => SafetensorsFile.Write(null!, [])).ParamName);
        Assert.Equal("tensors", Assert.Throws<ArgumentNullException>(() => SafetensorsFile.Write(_folder["a"], null!)).ParamName);
        Assert.Equal("file", Assert.Throws<ArgumentNullException>(() => SafetensorsTensors.Read(null!, "a")).ParamName);
        using var file = SafetensorsFile.Open(_folder.FileOf(Bytes("{}")));
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => file.Read(null!)).ParamName);
    }

    [Theory]
    [InlineData("F64", 8, new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0xbf }, -1.5f)]
    [InlineData("F32", 4, new byte[] { 0, 0, 0xc0, 0xbf }, -1.5f)]
    [InlineData("F16", 2, new byte[] { 0, 0xbe }, -1.5f)]
    [InlineData("BF16", 2, new byte[] { 0xc0, 0xbf }, -1.5f)]
    [InlineData("I32", 4, new byte[] { 0, 0, 0, 0 }, null)]
    [InlineData("BOOL", 1, new byte[] { 0 }, null)]
    public void Floating_point_types_are_read_as_single_and_others_refused(string type, int size, byte[] element, float? expected)
    {
        // Three elements, of which the second is read by itself too.
        var bytes = Bytes($"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":[3],\"data_offsets\":[0,{3 * size}]}}}}", 3 * size);
        bytes.AsSpan(bytes.Length - 3 * size).Clear();
        element.CopyTo(bytes, bytes.Length - 2 * size);
        using var file = SafetensorsFile.Open(_folder.FileOf(bytes));
        var (all, one) = (new float[3], new float[1]);
        if (expected is null)
        {
            foreach (var read in new Action[] { () => file.Read("a", all), () => file.Read("a", 1, one) })
                Assert.Contains($"'a' is {type}; expected a floating-point type", Assert.Throws<CheckpointException>(read).Message, StringComparison.Ordinal);
            return;
        }
        file.Read("a", all);
        file.Read("a", 1, one);
        Assert.Equal([0, expected.Value, 0], all);
        Assert.Equal([expected.Value], one);
        Assert.Throws<ArgumentException>(() => file.Read("a", one));
    }

    [Fact]
    public void Reading_an_absent_tensor_names_it()
    {
        using var file = SafetensorsFile.Open(_folder.FileOf(Bytes("{}")));
        Assert.Contains("'weight'", Assert.Throws<CheckpointException>(() => file.Read("weight")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Booleans_other_than_0_and_1_are_refused()
    {
        using var file = SafetensorsFile.Open(_folder.FileOf(Bytes("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", 3)));
        Assert.Contains("'a' is BOOL", Assert.Throws<CheckpointException>(() => file.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_shrinks_while_open_is_refused_rather_than_fatal()
    {
        var path = _folder.FileOf(Bytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[100000],\"data_offsets\":[0,100000]}}", 100_000));
        using var file = SafetensorsFile.Open(path);
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            RandomAccess.SetLength(handle, 100);
        Assert.Contains("shortened", Assert.Throws<CheckpointException>(() => file.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_outlive_the_file_and_the_file_refuses_reads_once_disposed()
    {
        var file = SafetensorsFile.Open(_folder.FileOf(Bytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4)));
        using var tensor = file.Read("a", ScalarType.Float32);
        file.Dispose();
        file.Dispose();
        Assert.Equal([0f, 1f, 2f, 3f], tensor.data<float>().ToArray());
        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    [Fact]
    public void Any_changed_byte_of_the_header_is_read_or_refused()
    {
        var original = File.ReadAllBytes(_folder.FileOf(Sample()));
        var headerEnd = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        Gen.Select(Gen.Int[0, headerEnd - 1], Gen.Byte).Sample((position, value) =>
        {
            var bytes = (byte[])original.Clone();
            bytes[position] = value;
            ReadOrRefuse(bytes);
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Any_truncation_is_refused()
    {
        var original = Sample();
        for (var length = 0; length < original.Length; length++)
            Refusal(original[..length]);
    }

    private void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            using var file = SafetensorsFile.Open(_folder.FileOf(bytes));
            foreach (var name in file.Tensors.Keys)
                file.Read(name).Dispose();
        }
        catch (CheckpointException e)
        {
            Assert.Contains("file.safetensors", e.Message, StringComparison.Ordinal);
        }
    }

    private byte[] Sample()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("sample.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor>
        {
            ["a.weight"] = TensorFactory.Range(0, 6, ScalarType.Float32).reshape(2, 3),
            ["b"] = tensor(new[] { true, false }),
            ["scalar"] = tensor(3L),
        }, new Dictionary<string, string> { ["format"] = "litevae" });
        return File.ReadAllBytes(path);
    }
}
