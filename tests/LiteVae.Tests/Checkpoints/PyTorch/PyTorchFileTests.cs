using System.IO.Compression;
using System.Text;
using CsCheck;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;
using static LiteVae.Tests.Checkpoints.PyTorch.PyTorchBytes;
using static TorchSharp.torch;

namespace LiteVae.Tests.Checkpoints.PyTorch;

/// <summary>Fixtures are by PyTorch 1.13 (tests/fixtures/pytorch/make.py), in both of its file forms.</summary>
public sealed class PyTorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures/pytorch", name);

    private static CheckpointException Refused(string path, bool skipForeign = false)
    {
        var error = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path, skipForeign).Dispose());
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        return error;
    }

    private static byte[] BytesOf(Tensor tensor)
    {
        using var stream = new MemoryStream();
        TensorMemory.WriteTo(stream, tensor);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("variety", "zip")]
    [InlineData("variety", "older")]
    [InlineData("nested", "zip")]
    [InlineData("nested", "older")]
    [InlineData("lists", "zip")]
    [InlineData("lists", "older")]
    [InlineData("bare", "zip")]
    [InlineData("bare", "older")]
    public void Tensors_are_those_that_PyTorch_saved(string name, string form)
    {
        using var expected = SafetensorsFile.Open(Fixture("expected.safetensors"));
        using var file = PyTorchFile.Open(Fixture($"{name}.{form}.pt"));
        var keys = expected.Tensors.Keys.Where(k => k.StartsWith(name + "/", StringComparison.Ordinal)).ToList();
        Assert.Equal(keys.Select(k => k[(name.Length + 1)..]).Order(), file.Tensors.Keys.Order());
        foreach (var key in keys)
        {
            using var scope = NewDisposeScope();
            var (one, other) = (expected.Read(key), file.Read(key[(name.Length + 1)..]));
            Assert.Equal(one.dtype, other.dtype);
            Assert.Equal(one.shape, other.shape);
            Assert.Equal(one.shape, file.Tensors[key[(name.Length + 1)..]].Shape);
            Assert.Equal(BytesOf(one), BytesOf(other));
        }
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("older")]
    public void Plain_values_are_read_as_they_were(string form)
    {
        using var stream = File.OpenRead(Fixture($"nested.{form}.pt"));
        using var archive = PyTorchArchive.Open(stream, keepOpaque: false);
        var root = Assert.IsType<PickleDict>(archive.Root);
        Assert.Equal(3L, root.Find("epoch"));
        Assert.Equal(0.1, root.Find("lr"));
        Assert.Equal("épreuve", root.Find("name"));
        var flags = Assert.IsType<PickleTuple>(root.Find("flags")).Items;
        Assert.Equal(true, flags[0]);
        Assert.Null(flags[1]);
        Assert.Equal([1L, -2L, 1L << 40], Assert.IsType<PickleList>(flags[2]).Items);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("older")]
    public void A_file_that_calls_a_function_is_refused_by_name(string form)
    {
        Assert.Contains("posix.system", Refused(Fixture($"malicious.{form}.pt")).Message, StringComparison.Ordinal);
        using var file = PyTorchFile.Open(Fixture($"malicious.{form}.pt"), skipForeign: true);
        Assert.Contains("conv.weight", file.Tensors.Keys);
        Assert.False(File.Exists("executed"));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("older")]
    public void Foreign_objects_are_refused_by_name_or_passed_over_on_request(string form)
    {
        using var expected = SafetensorsFile.Open(Fixture("expected.safetensors"));
        Assert.Contains("__main__.Foreign", Refused(Fixture($"foreign.{form}.pt")).Message, StringComparison.Ordinal);
        using var file = PyTorchFile.Open(Fixture($"foreign.{form}.pt"), skipForeign: true);
        Assert.Equal(["w"], file.Tensors.Keys);
        using var one = file.Read("w");
        using var other = expected.Read("foreign/w");
        Assert.Equal(BytesOf(other), BytesOf(one));
    }

    [Fact]
    public void A_foreign_object_among_the_tensors_is_refused_even_where_others_are_passed_over()
    {
        // {"state_dict": {"w": os.system("x")}}
        var pickle = Pickle("}X\n\0\0\0state_dict}X\u0001\0\0\0wcposix\nsystem\nX\u0001\0\0\0x\u0085Rss.");
        Assert.Contains("posix.system", Refused(Zip(("a/data.pkl", pickle)), skipForeign: true).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cos\nsystem\nX\u0001\0\0\0x\u0085R.", "os.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("X\u0005\0\0\0posixX\u0006\0\0\0system\u0093.", "posix.system")]
    [InlineData("(ios\nsystem\n.", "os.system")]
    [InlineData("ctorch\nload\n.", "torch.load")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n.", "_rebuild_tensor_v3")]
    [InlineData("ccollections\nOrderedDict\n)\u0081.", "instantiated")]
    [InlineData("ccollections\nOrderedDict\nK\u0001\u0085R.", "arguments")]
    [InlineData("]R.", "stack")]
    [InlineData("])R.", "not a name")]
    [InlineData("]}b.", "attributes")]
    [InlineData("\u00ff.", "0xff")]
    [InlineData("0.", "stack")]
    [InlineData("t.", "mark")]
    [InlineData("(.", "one value")]
    [InlineData("N", "ends too early")]
    [InlineData("h\u0005.", "memo 5")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc.", "claims")]
    [InlineData("X\u0001\0\0\0\u00ff.", "not UTF-8")]
    [InlineData("NQ.", "storage")]
    [InlineData("\u0080\u0009N.", "protocol 9")]
    public void Malformed_and_hostile_pickles_are_refused(string pickle, string reason) =>
        Assert.Contains(reason, Refused(Zip(("a/data.pkl", Pickle(pickle)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_that_contains_itself_is_refused() =>
        Assert.Contains("contain themselves", Refused(Zip(("a/data.pkl", Pickle("]q\0h\0a.")))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_small_file_cannot_stand_for_endless_work()
    {
        // Thirty lists, each holding the one before twice.
        var doubling = "]" + string.Concat(Enumerable.Range(0, 30).Select(i => $"q{(char)i}0](h{(char)i}h{(char)i}e")) + ".";
        Assert.Contains("nested too deep", Refused(Zip(("a/data.pkl", Pickle(doubling)))).Message, StringComparison.Ordinal);
        Assert.Contains("values at once", Refused(Zip(("a/data.pkl", Pickle(new string('N', (1 << 20) + 1))))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K\u0000(K\u0005t(K\u0001t", "does not lie in its storage")]
    [InlineData("K\u0003(K\u0002t(K\u0001t", "does not lie in its storage")]
    [InlineData("K\u0000(K\u0002t(K\u0004t", "does not lie in its storage")]
    [InlineData("K\u0000(K\u0002t(K\u0001K\u0001t", "1 sizes and 2 strides")]
    [InlineData("K\u0000(J\u00ff\u00ff\u00ff\u00fft(K\u0001t", "whole number")]
    [InlineData("K\u0000(K\u0002t(J\u00ff\u00ff\u00ff\u00fft", "whole number")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ff(K\u0002t(K\u0001t", "does not lie in its storage")]
    [InlineData("K\u0000(J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007ft(K\u0000K\u0000K\u0000t", "overflows")]
    [InlineData("K\u0000(J\u00ff\u00ff\u00ff\u007ft(K\u0000t", "too often")]
    public void Views_that_leave_their_storage_are_refused(string view, string reason) =>
        Assert.Contains(reason, Refused(Zip(("a/data.pkl", TensorPickle(view)), ("a/data/0", new byte[16]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Storages_that_are_missing_or_of_another_size_are_refused()
    {
        var pickle = TensorPickle("K\0(K\u0004t(K\u0001t");
        using (var file = PyTorchFile.Open(Zip(("a/data.pkl", pickle), ("a/data/0", new byte[16]))))
            file.Read("tensor").Dispose();
        Assert.Contains("storage '0' is missing", Refused(Zip(("a/data.pkl", pickle))).Message, StringComparison.Ordinal);
        Assert.Contains("15 bytes", Refused(Zip(("a/data.pkl", pickle), ("a/data/0", new byte[15]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Big_endian_files_are_refused()
    {
        Assert.Contains("big-endian", Refused(Zip(("a/data.pkl", Pickle("}.")), ("a/byteorder", "big"u8.ToArray()))).Message, StringComparison.Ordinal);
        var older = File.ReadAllBytes(Fixture("bare.older.pt"));
        var flag = older.AsSpan().IndexOf("little_endianq"u8) + "little_endianq".Length + 1;
        Assert.Equal(0x88, older[flag]);
        older[flag] = 0x89;
        Assert.Contains("big-endian", Refused(_folder.FileOf(older, "big.pt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_refused_with_the_reason()
    {
        Assert.Contains("no such file", Refused(_folder.File("absent.pt")).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Refused(_folder.Root).Message, StringComparison.Ordinal);
        Assert.Contains("the file is empty", Refused(_folder.FileOf([], "empty.pt")).Message, StringComparison.Ordinal);
        Assert.Contains("neither a zip nor a pickle", Refused(_folder.FileOf("<html>"u8.ToArray(), "page.pt")).Message, StringComparison.Ordinal);
        Assert.Contains("no data.pkl", Refused(Zip(("a.txt", [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("TorchScript", Refused(Zip(("a/data.pkl", Pickle("N.")), ("a/constants.pkl", Pickle("N.")))).Message, StringComparison.Ordinal);
        Assert.Contains("no magic number", Refused(_folder.FileOf(Pickle("\u0080\u0002N."), "plain.pt")).Message, StringComparison.Ordinal);
        Assert.Contains("compressed", Refused(Zip(CompressionLevel.Optimal, ("a/data.pkl", Pickle(new string('N', 1000))))).Message, StringComparison.Ordinal);
        Assert.Contains("two members", Refused(Zip(("a/data.pkl", Pickle("N.")), ("a/data.pkl", Pickle("N.")))).Message, StringComparison.Ordinal);
    }

    // Tensors by _rebuild_tensor, as in torchvision's VGG16 and VGG19; strings and an OrderedDict as Python 2 writes them.
    [Fact]
    public void The_form_of_2017_is_read()
    {
        byte[] file =
        [
            .. Pickle("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."),
            .. Pickle("\u0080\u0002M\u00e9\u0003."),
            .. Pickle("\u0080\u0002}(U\u0010protocol_versionM\u00e9\u0003U\rlittle_endian\u0088u."),
            .. Pickle("\u0080\u0002ccollections\nOrderedDict\n](](U\u0008f.weight"
                + "ctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u0001aU\u0006cuda:0K\u0002NtQK\0K\u0002\u0085K\u0001\u0085tRee\u0085R."),
            .. Pickle("\u0080\u0002]U\u0001aa."),
            .. BitConverter.GetBytes(2L), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f),
        ];
        using var opened = PyTorchFile.Open(_folder.FileOf(file, "2017.pth"));
        using var weight = opened.Read("f.weight");
        Assert.Equal([1.5f, -2f], weight.data<float>().ToArray());
    }

    [Theory]
    [InlineData("K\0(K\u0004t(K\u0001t", new[] { 0f, 1, 2, 3 })]
    [InlineData("K\u0001(K\u0003t(K\u0001t", new[] { 1f, 2, 3 })]
    [InlineData("K\u0001(K\u0002t(K\u0002t", new[] { 1f, 3 })]
    [InlineData("K\0(K\u0002K\u0002t(K\u0001K\u0002t", new[] { 0f, 2, 1, 3 })] // transposed
    [InlineData("K\u0002(K\u0003K\u0002t(K\0K\u0001t", new[] { 2f, 3, 2, 3, 2, 3 })] // expanded
    [InlineData("K\0(K\u0002K\u0001K\u0002t(K\u0002K\u0007K\u0001t", new[] { 0f, 1, 2, 3 })] // the stride of a single element does not matter
    [InlineData("K\u0003(t(t", new[] { 3f })]
    [InlineData("K\u0004(K\0t(K\u0001t", new float[0])]
    public void The_elements_of_a_view_are_read_as_it_looks(string view, float[] expected)
    {
        var data = new float[] { 0, 1, 2, 3 }.SelectMany(BitConverter.GetBytes).ToArray();
        using var file = PyTorchFile.Open(Zip(("a/data.pkl", TensorPickle(view)), ("a/data/0", data), ("a/byteorder", "little"u8.ToArray())));
        var values = new float[expected.Length];
        file.Read("tensor", values);
        Assert.Equal(expected, values);
        Assert.Contains($"has {expected.Length} elements; room was given for {expected.Length + 1}",
            Assert.Throws<ArgumentException>(() => file.Read("tensor", new float[expected.Length + 1])).Message, StringComparison.Ordinal);
        using var tensor = file.Read("tensor");
        Assert.Equal(expected, tensor.data<float>().ToArray());
    }

    [Fact]
    public void A_tensor_of_another_type_is_not_read_as_numbers_and_truth_is_0_or_1()
    {
        var pickle = Pickle(Encoding.Latin1.GetString(TensorPickle("K\0(K\u0004t(K\u0001t")).Replace("FloatStorage", "BoolStorage", StringComparison.Ordinal));
        using (var file = PyTorchFile.Open(Zip(("a/data.pkl", pickle), ("a/data/0", [0, 1, 1, 0]))))
        {
            Assert.Contains("'tensor' is BOOL; expected a floating-point type", Assert.Throws<CheckpointException>(() => file.Read("tensor", new float[4])).Message, StringComparison.Ordinal);
            Assert.Equal([0, 1, 1, 0], file.ReadBytes("tensor"));
        }
        using var broken = PyTorchFile.Open(Zip(("a/data.pkl", pickle), ("a/data/0", [0, 1, 2, 0])));
        Assert.Contains("holds bytes other than 0 and 1", Assert.Throws<CheckpointException>(() => broken.ReadBytes("tensor")).Message, StringComparison.Ordinal);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => PyTorchFile.Open(null!)).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => broken.ReadBytes(null!)).ParamName);
        Assert.Equal("file", Assert.Throws<ArgumentNullException>(() => PyTorchTensors.Read(null!, "a")).ParamName);
    }

    [Theory]
    [InlineData("}", "X\u0001\0\0\0a{0}s.", "a")]
    [InlineData("}", "K\u0007{0}s.", "7")]
    [InlineData("]", "{0}a.", "0")]
    [InlineData("", "N{0}\u0086.", "1")]
    [InlineData("}X\u0001\0\0\0a}", "X\u0001\0\0\0b{0}ss.", "a.b")]
    [InlineData("}X\n\0\0\0state_dict}", "X\u0001\0\0\0a{0}ss.", "a")]
    [InlineData("}X\u0005\0\0\0model}", "X\u0001\0\0\0a{0}ss.", "a")]
    [InlineData("}X\u0005\0\0\0modelNsX\n\0\0\0state_dict}", "X\u0001\0\0\0a{0}ss.", "a")]
    [InlineData("}X\n\0\0\0state_dict", "{0}s.", "state_dict")] // no dict
    public void Tensors_have_the_names_of_the_way_to_them(string before, string after, string name)
    {
        using var file = PyTorchFile.Open(Within(before, after));
        Assert.Equal([name], file.Tensors.Keys);
    }

    [Fact]
    public void Names_that_are_not_clear_are_refused()
    {
        Assert.Contains("neither text nor a number", Refused(Within("}N", "{0}s.")).Message, StringComparison.Ordinal);
        // The same way twice: {"a": {"b": tensor}, "a.b": tensor}.
        Assert.Contains("two tensors are named 'a.b'", Refused(Within("}X\u0001\0\0\0a}X\u0001\0\0\0b", "{0}q\u0009ssX\u0003\0\0\0a.bh\u0009s.")).Message, StringComparison.Ordinal);
        // A key that is the name of code.
        Assert.Contains("has a key posix.system, which is not read", Refused(Within("}cposix\nsystem\n", "{0}s."), skipForeign: true).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_names_have_a_limit()
    {
        // A list in a list, thirty-two deep.
        using (var file = PyTorchFile.Open(Within(new string(']', 32), "{0}" + new string('a', 32) + ".")))
            Assert.Equal([string.Join('.', Enumerable.Repeat("0", 32))], file.Tensors.Keys);
        Assert.Contains("nested too deep", Refused(Within(new string(']', 33), "{0}" + new string('a', 33) + ".")).Message, StringComparison.Ordinal);
        using (var file = PyTorchFile.Open(Within($"}}X\0\u0004\0\0{new string('n', 1024)}", "{0}s.")))
            Assert.Equal([new string('n', 1024)], file.Tensors.Keys);
        Assert.Contains("names of its values are too long", Refused(Within($"}}X\u0001\u0004\0\0{new string('n', 1025)}", "{0}s.")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M\u00ea\u0003.", "}X\r\0\0\0little_endian\u0088s.", "", "protocol is not 1001")]
    [InlineData("M\u00e9\u0003.", "N.", "", "big-endian")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "N.", "list of storages is missing")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "].", "storage '0' is missing")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\0ba.", "names 'b', which no tensor uses")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]Na.", "which no tensor uses")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00a.", "the file is truncated")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00a.\u0004\0\0\0\0\0\0", "the file is truncated")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00a.\u0003\0\0\0\0\0\0\0aaaabbbbcccc", "storage '0' has 3 elements; expected 4")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00a.\u0004\0\0\0\0\0\0\0aaaabbbbccccddd", "takes 16 bytes, but 15 are left")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00aX\u0001\0\0\00a.\u0004\0\0\0\0\0\0\0aaaabbbbccccdddd", "or twice")]
    [InlineData("M\u00e9\u0003.", "}X\r\0\0\0little_endian\u0088s.", "]X\u0001\0\0\00a.\u0004\0\0\0\0\0\0\0aaaabbbbccccdddd", null)]
    public void Older_files_say_what_is_missing(string protocol, string system, string storages, string? reason)
    {
        var file = Pickle($"\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.{protocol}{system}{TensorProgram}.{storages}");
        var path = _folder.FileOf(file, "older.pt");
        if (reason is not null)
            Assert.Contains(reason, Refused(path).Message, StringComparison.Ordinal);
        else
            PyTorchFile.Open(path).Dispose();
    }

    [Fact]
    public void Absent_tensors_are_named_and_disposed_files_refuse()
    {
        var file = PyTorchFile.Open(Fixture("bare.older.pt"));
        Assert.Contains("'weight'", Assert.Throws<CheckpointException>(() => file.Read("weight")).Message, StringComparison.Ordinal);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("tensor"));
    }

    [Theory]
    [InlineData("variety.zip.pt")]
    [InlineData("variety.older.pt")]
    [InlineData("nested.older.pt")]
    public void Any_corruption_is_read_or_refused(string name)
    {
        var original = File.ReadAllBytes(Fixture(name));
        Gen.Select(Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte).Array[1, 4], Gen.Int[0, 9]).Sample((changes, cut) =>
        {
            var bytes = (byte[])original.Clone();
            foreach (var (position, value) in changes)
                bytes[position] = value;
            ReadOrRefuse(cut == 0 ? bytes[..changes[0].Item1] : bytes);
        }, iter: 1500, threads: 1);
    }

    private void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            using var file = PyTorchFile.Open(_folder.FileOf(bytes, "corrupt.pt"));
            foreach (var key in file.Tensors.Keys)
                file.Read(key).Dispose();
        }
        catch (CheckpointException e)
        {
            Assert.Contains("corrupt.pt", e.Message, StringComparison.Ordinal);
        }
    }

    private string Within(string before, string after) => _folder.FileOf(PyTorchBytes.Within(before, after), $"{Guid.NewGuid():N}.pt");

    private string Zip(params (string Name, byte[] Content)[] members) => Zip(CompressionLevel.NoCompression, members);

    private string Zip(CompressionLevel level, params (string Name, byte[] Content)[] members) =>
        _folder.FileOf(PyTorchBytes.Zip(level, members), $"{Guid.NewGuid():N}.pt");
}
