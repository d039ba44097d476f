using System.Buffers.Binary;
using System.Text;
using CsCheck;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<ScalarType> AllTypes => [.. Types];

    public void Dispose() => _folder.Dispose();

    private static byte[] BytesOf(Tensor tensor)
    {
        using var stream = new MemoryStream();
        TensorMemory.WriteTo(stream, tensor);
        return stream.ToArray();
    }

    private string Write(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null, string name = "file.safetensors")
    {
        SafetensorsWriter.Write(_folder.File(name), tensors, metadata);
        return _folder.File(name);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Each_type_round_trips_at_any_rank(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var written = new Dictionary<string, Tensor>
        {
            ["rank0"] = tensor(1f).to_type(type),
            ["empty"] = zeros([3, 0, 2], type),
            ["matrix"] = TensorFactory.Range(0, 12, ScalarType.Float32).reshape(3, 4).to_type(type),
        };
        using var file = SafetensorsFile.Open(Write(written));
        Assert.Equal(3, file.Tensors.Count);
        foreach (var (name, tensor) in written)
        {
            var read = file.Read(name);
            Assert.Equal(type, read.dtype);
            Assert.Equal(tensor.shape, read.shape);
            Assert.True(read.equal(tensor).all().item<bool>());
        }
    }

    [Fact]
    public void Known_values_have_known_bytes()
    {
        using var scope = NewDisposeScope();
        var path = Write(new()
        {
            ["b"] = tensor(new[] { 1f, -2f }).to_type(ScalarType.BFloat16),
            ["a"] = tensor(new[] { 1f }),
            ["é"] = tensor(new short[] { 258 }, dtype: ScalarType.Int16),
        }, new() { ["z"] = "1", ["config"] = "{\"a\":1}" });
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            "{\"__metadata__\":{\"config\":\"{\\\"a\\\":1}\",\"z\":\"1\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]},"
            + "\"é\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[8,10]}}",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0x80, 0x3f, 0, 0xc0, 2, 1], bytes[(8 + length)..]);
    }

    [Fact]
    public void No_metadata_leaves_no_trace()
    {
        var bytes = File.ReadAllBytes(Write([], metadata: []));
        Assert.Equal("{}", Encoding.UTF8.GetString(bytes, 8, bytes.Length - 8).TrimEnd(' '));
    }

    [Fact]
    public void A_tensor_that_writes_another_number_of_bytes_than_its_shape_takes_is_refused()
    {
        foreach (var given in new[] { 11, 13 })
        {
            var tensor = new StoredTensor("a", new TensorInfo(TensorType.Float32, [3]), stream => stream.Write(new byte[given]));
            var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Write(_folder["wrong"], [tensor]));
            Assert.Contains($"tensor 'a' [3] takes 12 bytes; {given} were given", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Bits_of_not_a_number_are_kept()
    {
        using var scope = NewDisposeScope();
        int[] patterns = [0x7fc00000, 0x7fa00001, unchecked((int)0xffc12345), 0x7f800000, unchecked((int)0x80000000), 1];
        var values = tensor(patterns.Select(BitConverter.Int32BitsToSingle).ToArray());
        var doubles = tensor(new[] { BitConverter.Int64BitsToDouble(0x7ff4000000000001), double.NaN });
        using var file = SafetensorsFile.Open(Write(new() { ["f"] = values, ["d"] = doubles }));
        Assert.Equal(patterns, file.Read("f").data<float>().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(BytesOf(doubles), BytesOf(file.Read("d")));
    }

    [Fact]
    public void Views_are_written_as_they_look()
    {
        using var scope = NewDisposeScope();
        var whole = TensorFactory.Range(0, 24, ScalarType.Float32).reshape(2, 3, 4).requires_grad_();
        var views = new Dictionary<string, Tensor>
        {
            ["permuted"] = whole.permute(2, 0, 1),
            ["sliced"] = whole.narrow(2, 1, 2),
            ["expanded"] = whole[0, 0, 1].expand(5),
            ["reversed"] = whole.flip(0),
        };
        using var file = SafetensorsFile.Open(Write(views));
        foreach (var (name, view) in views)
            Assert.Equal(view.contiguous().data<float>().ToArray(), file.Read(name).data<float>().ToArray());
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_of_insertion()
    {
        using var scope = NewDisposeScope();
        var names = new[] { "b", "a", "conv.weight", "B", "z" };
        var tensors = names.Select((n, i) => (n, t: zeros([i + 1], i % 2 == 0 ? ScalarType.Float32 : ScalarType.Int64).Fill(i))).ToList();
        var metadata = new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" };
        var one = Write(tensors.ToDictionary(t => t.n, t => t.t), metadata, "one");
        var two = Write(tensors.AsEnumerable().Reverse().ToDictionary(t => t.n, t => t.t), metadata.Reverse().ToDictionary(), "two");
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
    }

    [Fact]
    public void Tensors_larger_than_a_piece_are_written_whole()
    {
        using var scope = NewDisposeScope();
        var large = TensorFactory.Range(0, (1 << 24) + 12345, ScalarType.Int64).to_type(ScalarType.Int32);
        using var file = SafetensorsFile.Open(Write(new() { ["large"] = large }));
        Assert.True(file.Read("large").Equals(large));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused_and_named()
    {
        using var scope = NewDisposeScope();
        var complex = Assert.Throws<CheckpointException>(() => Write(new() { ["phase"] = zeros([2], ScalarType.ComplexFloat32) }));
        Assert.Contains("'phase' is ComplexFloat32", complex.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Write(new() { ["__metadata__"] = zeros(1) }));
        Assert.Throws<CheckpointException>(() => Write(new() { ["\ud800"] = zeros(1) }));
        Assert.Throws<CheckpointException>(() => Write(new() { ["a"] = null! }));
        var sparse = zeros(2, 2).to_sparse();
        Assert.Contains("'s' is sparse", Assert.Throws<CheckpointException>(() => Write(new() { ["s"] = sparse })).Message, StringComparison.Ordinal);
        var twice = Assert.Throws<CheckpointException>(() => SafetensorsFile.Write(_folder["twice"], [StoredTensor.Of("a", [1], new float[1]), StoredTensor.Of("a", [1], new float[1])]));
        Assert.Contains("two tensors are named 'a'", twice.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Write([], new() { ["\ud800"] = "" }));
        Assert.Throws<CheckpointException>(() => Write([], new() { ["a"] = "\ud800" }));
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => SafetensorsWriter.Write(null!, new Dictionary<string, Tensor>())).ParamName);
        Assert.Equal("tensors", Assert.Throws<ArgumentNullException>(() => SafetensorsWriter.Write(_folder["a"], null!)).ParamName);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_older_file()
    {
        using var scope = NewDisposeScope();
        var path = Write(new() { ["a"] = ones(3) });
        var before = File.ReadAllBytes(path);
        StoredTensor[] tensors =
        [
            StoredTensor.Of("a", [3], new float[3]),
            new("b", new TensorInfo(TensorType.Float32, [1 << 20]), stream =>
            {
                stream.Write(new byte[1 << 20]);
                throw new InvalidOperationException("halfway");
            }),
        ];
        Assert.Equal("halfway", Assert.Throws<InvalidOperationException>(() => SafetensorsFile.Write(path, tensors)).Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using var scope = NewDisposeScope();
        var blocked = Path.Combine(_folder.FileOf([1], "plain"), "model.safetensors");
        var error = Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write(blocked, new Dictionary<string, Tensor> { ["a"] = ones(1) }));
        Assert.Contains(blocked, error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written", Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write(_folder.Root, new Dictionary<string, Tensor>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The superuser writes to read-only folders.");
        using var scope = NewDisposeScope();
        var locked = Directory.CreateDirectory(_folder.File("locked")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains(locked, Assert.Throws<CheckpointException>(() => Write(new() { ["a"] = ones(1) }, name: "locked/a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_file_system_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        using var scope = NewDisposeScope();
        Assert.Contains("/proc/a", Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write("/proc/a", new Dictionary<string, Tensor> { ["a"] = ones(1) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replacing_a_file_that_is_open_keeps_what_was_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows refuses to replace a mapped file.");
        using var scope = NewDisposeScope();
        using var old = SafetensorsFile.Open(Write(new() { ["a"] = zeros(3) }));
        using var renewed = SafetensorsFile.Open(Write(new() { ["a"] = ones(3) }));
        Assert.Equal(0, old.Read("a").sum().item<float>());
        Assert.Equal(3, renewed.Read("a").sum().item<float>());
    }

    [Fact]
    public void Any_dictionary_of_tensors_round_trips()
    {
        var tensor = Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Long[0, 4].Array[0, 4], Gen.Int);
        var name = Gen.String.Where(s => s != "__metadata__" && IsUnicode(s));
        Gen.Select(Gen.Dictionary(name, tensor)[0, 6], Gen.Dictionary(name, name)[0, 3]).Sample((specs, metadata) =>
        {
            using var scope = NewDisposeScope();
            var written = specs.ToDictionary(s => s.Key, s => Random(Types[s.Value.Item1], s.Value.Item2, s.Value.Item3));
            using var file = SafetensorsFile.Open(Write(written, metadata));
            Assert.Equal(metadata, file.Metadata);
            Assert.Equal(written.Keys.Order(), file.Tensors.Keys.Order());
            foreach (var (key, expected) in written)
            {
                var found = file.Read(key);
                Assert.Equal(expected.dtype, found.dtype);
                Assert.Equal(expected.shape, found.shape);
                Assert.Equal(BytesOf(expected), BytesOf(found));
                Assert.Equal(0, (file.Entries[key].Offset) % ScalarTypes.SizeOf(expected.dtype));
            }
        }, iter: 200, threads: 1);
    }

    private static Tensor Random(ScalarType type, long[] shape, int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() * 100).ToArray();
        return tensor(values).reshape(shape).to_type(type);
    }

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
