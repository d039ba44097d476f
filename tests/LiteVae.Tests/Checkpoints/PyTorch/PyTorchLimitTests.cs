using System.Buffers.Binary;
using System.IO.Compression;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;
using static LiteVae.Tests.Checkpoints.PyTorch.PyTorchBytes;

namespace LiteVae.Tests.Checkpoints.PyTorch;

/// <summary>Where the limits of a PyTorch file's parts are, from either side.</summary>
public sealed class PyTorchLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_file_of_less_than_four_bytes_is_too_short(int length) =>
        Assert.Contains("too short for a PyTorch file", Refusal("PK\u0003"u8[..length].ToArray()), StringComparison.Ordinal);

    [Fact]
    public void The_pickle_of_the_outermost_folder_is_the_files()
    {
        var file = Stored(("a/extra/data.pkl", Pickle("N.")), ("a/data.pkl", TensorPickle(Whole)), ("a/data/0", new byte[16]), ("a/b/c/data.pkl", Pickle("N.")));
        using var opened = Open(file);
        Assert.Equal(["tensor"], opened.Tensors.Keys);
    }

    [Fact]
    public void Members_that_claim_more_than_the_file_together_are_refused()
    {
        var file = Stored(("a/data.pkl", TensorPickle(Whole)), ("a/data/0", new byte[16]));
        Open(file).Dispose();
        // Each of the two fits into the file by itself.
        for (var entry = 0; (entry = file.AsSpan(entry).IndexOf("PK\u0001\u0002"u8) is >= 0 and var at ? entry + at : -1) >= 0; entry++)
        {
            foreach (var field in new[] { 20, 24 }) // both of its sizes, in the central directory
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry + field), file.Length * 2 / 3);
        }
        Assert.Contains("members are larger than the file (at 'a/data/0')", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_is_at_most_16_bytes()
    {
        byte[] With(string order) => Stored(("a/data.pkl", TensorPickle(Whole)), ("a/data/0", new byte[16]), ("a/byteorder", Pickle(order)));
        Open(With("little          ")).Dispose();
        Assert.Contains("member 'a/byteorder' has 17 bytes; at most 16 are read", Refusal(With("little           ")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K\0K\u0004", "K\u0002", new[] { 2f, 3 })]
    [InlineData("K\u0001K\u0003", "K\u0001", new[] { 2f, 3 })]
    [InlineData("K\u0002K\u0002", "K\0", new[] { 2f, 3 })]
    [InlineData("K\u0003K\u0002", "K\0", null)]
    [InlineData("J\u00ff\u00ff\u00ff\u00ffK\u0004", "K\u0001", null)]
    [InlineData("K\0J\u00ff\u00ff\u00ff\u00ff", "K\0", null)]
    [InlineData("K\0K\u0005", "K\0", null)]
    public void A_storage_may_be_a_part_of_another(string startAndCount, string offset, float[]? expected)
    {
        var storage = FourFloats.Replace("tQ", "(X\u0003\0\0\00:1" + startAndCount + "ttQ", StringComparison.Ordinal);
        var file = Stored(("a/data.pkl", TensorPickle(offset + "(K\u0002t(K\u0001t", storage)), ("a/data/0", Floats(0, 1, 2, 3)));
        if (expected is null)
        {
            Assert.Contains("storage '0' is a view that does not lie in it", Refusal(file), StringComparison.Ordinal);
            return;
        }
        using var opened = Open(file);
        var values = new float[2];
        opened.Read("tensor", values);
        Assert.Equal(expected, values);
    }

    [Theory]
    [InlineData("J\u00ff\u00ff\u00ff\u00ff", "-1 elements")]
    [InlineData("\u008a\u0008\0\0\0\0\0\0\0\u0020", "2305843009213693952 elements")] // 2^61
    public void A_storage_has_no_more_elements_than_can_be_counted_in_bytes(string elements, string reason)
    {
        var storage = FourFloats.Replace("K\u0004tQ", elements + "tQ", StringComparison.Ordinal);
        Assert.Contains(reason, Refusal(Stored(("a/data.pkl", TensorPickle(Whole, storage)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FloatStorage", "K\u0003")]
    [InlineData("HalfStorage", "K\u0004")]
    public void A_storage_is_the_same_for_all_its_tensors(string type, string elements)
    {
        var other = FourFloats.Replace("FloatStorage", type, StringComparison.Ordinal).Replace("K\u0004tQ", elements + "tQ", StringComparison.Ordinal);
        var pickle = Pickle("](" + FourFloats + other + "e.");
        Assert.Contains("storage '0' is described in two ways", Refusal(Stored(("a/data.pkl", pickle), ("a/data/0", new byte[16]))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_tensor_has_at_most_64_dimensions(int rank, bool isRead)
    {
        var ones = "(" + string.Concat(Enumerable.Repeat("K\u0001", rank)) + "t";
        var file = Stored(("a/data.pkl", TensorPickle("K\0" + ones + ones)), ("a/data/0", new byte[16]));
        if (isRead)
            Open(file).Dispose();
        else
            Assert.Contains("65 sizes and 65 strides", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_far_into_its_storage_is_found()
    {
        var storage = FourFloats.Replace("K\u0004tQ", "J\u0044\u009c\0\0tQ", StringComparison.Ordinal); // 40,004
        var pickle = TensorPickle("J\u0040\u009c\0\0(K\u0004t(K\u0001t", storage); // from 40,000 on, which is more than two pieces of 64 KiB
        using var opened = Open(Stored(("a/data.pkl", pickle), ("a/data/0", Floats([.. Enumerable.Range(0, 40_004).Select(i => (float)i)]))));
        var values = new float[4];
        opened.Read("tensor", values);
        Assert.Equal([40_000f, 40_001, 40_002, 40_003], values);
    }

    [Fact]
    public void Damage_that_is_found_while_reading_names_the_tensor()
    {
        var file = Stored(("a/data.pkl", TensorPickle(Whole)), ("a/data/0", Floats(1, 2, 3, 4)));
        var local = file.AsSpan().LastIndexOf("PK\u0003\u0004"u8);
        file[local + 1] = (byte)'X'; // the member's own header, which is looked at when it is opened
        using var opened = Open(file);
        Assert.Contains("tensor 'tensor': ", Assert.Throws<CheckpointException>(() => opened.Read("tensor", new float[4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dicts_are_nested_at_most_32_deep()
    {
        static byte[] Nested(int depth) => Within(string.Concat(Enumerable.Repeat("}K\u0001", depth)), "{0}" + new string('s', depth) + ".");
        using (var opened = Open(Nested(32)))
            Assert.Equal([string.Join('.', Enumerable.Repeat("1", 32))], opened.Tensors.Keys);
        Assert.Contains("nested too deep", Refusal(Nested(33)), StringComparison.Ordinal);
    }

    private static byte[] Stored(params (string Name, byte[] Content)[] members) => Zip(CompressionLevel.NoCompression, members);

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private PyTorchFile Open(byte[] content) => PyTorchFile.Open(_folder.FileOf(content, $"{Guid.NewGuid():N}.pt"));

    private string Refusal(byte[] content) => Assert.Throws<CheckpointException>(() => Open(content).Dispose()).Message;
}
