using System.Text;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;

namespace LiteVae.Tests.Checkpoints.PyTorch;

/// <summary>Pickles that would run code in Python, or take memory out of proportion to the file.</summary>
public sealed class HostilePickleTests
{
    // Python's pickletools calls them by these names. None of them calls, imports or instantiates anything: names of code are
    // looked up in the list of PickleGlobals, and REDUCE, NEWOBJ and BUILD accept nothing else.
    private static readonly byte[] Read =
    [
        0x80, 0x95, // PROTO FRAME
        .. "(012"u8, // MARK POP POP_MARK DUP
        .. "N"u8, 0x88, 0x89, // NONE NEWTRUE NEWFALSE
        .. "ILJKM"u8, 0x8a, 0x8b, .. "GF"u8, // INT LONG BININT BININT1 BININT2 LONG1 LONG4 BINFLOAT FLOAT
        .. "X"u8, 0x8c, 0x8d, .. "TUBC"u8, // BINUNICODE SHORT_BINUNICODE BINUNICODE8 BINSTRING SHORT_BINSTRING BINBYTES SHORT_BINBYTES
        .. "]lae)t"u8, 0x85, 0x86, 0x87, .. "}dsu"u8, // lists, tuples and dicts
        .. "hjqr"u8, 0x94, // BINGET LONG_BINGET BINPUT LONG_BINPUT MEMOIZE
        .. "c"u8, 0x93, .. "R"u8, 0x81, .. "bQ"u8, // GLOBAL STACK_GLOBAL REDUCE NEWOBJ BUILD BINPERSID
        .. "i."u8, // INST, which is always refused by its name; STOP
    ];

    public static TheoryData<string> Code =>
    [
        "os.system", "posix.system", "nt.system", "os.execv", "os.popen", "subprocess.Popen", "subprocess.check_output", "builtins.eval", "builtins.exec", "builtins.compile",
        "builtins.__import__", "builtins.getattr", "builtins.open", "__builtin__.eval", "__builtin__.__import__", "importlib.import_module", "runpy.run_path", "pickle.loads",
        "_pickle.Unpickler", "marshal.loads", "types.FunctionType", "types.CodeType", "functools.partial", "operator.attrgetter", "operator.methodcaller", "copyreg._reconstructor",
        "copyreg.__newobj__", "webbrowser.open", "socket.socket", "ctypes.CDLL", "shutil.rmtree", "pty.spawn", "timeit.timeit", "bdb.Bdb", "torch.load", "torch.hub.load",
        "torch.storage._load_from_bytes", "torch.jit._pickle.build_tensor_from_id", "torch._utils._rebuild_device_tensor_from_numpy", "torch._utils._rebuild_wrapper_subclass",
        "torch._tensor._rebuild_from_type_v2", "torch.FloatTensor", "torch.FloatStorage.from_file", "collections.OrderedDict.fromkeys", "collections.defaultdict", "numpy.core.multiarray._reconstruct",
    ];

    [Theory]
    [MemberData(nameof(Code))]
    public void Names_of_code_are_refused_in_every_way_of_writing_them(string name)
    {
        var (module, function) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
        string[] programs =
        [
            $"c{module}\n{function}\n(X\u0004\0\0\0echotR.", // GLOBAL REDUCE
            $"X{(char)module.Length}\0\0\0{module}X{(char)function.Length}\0\0\0{function}\u0093)R.", // STACK_GLOBAL REDUCE
            $"(X\u0004\0\0\0echoi{module}\n{function}\n.", // INST
            $"c{module}\n{function}\n)\u0081.", // NEWOBJ
            $"c{module}\n{function}\n)\u0081}}X\u000c\0\0\0__setstate__c{module}\n{function}\nsb.", // BUILD with a state that is code
            $"]c{module}\n{function}\na.", // a mere mention
        ];
        foreach (var program in programs)
        {
            var error = Assert.Throws<FormatException>(() => Unpickle(program));
            Assert.Contains($"refers to {name}, which is not read", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Objects_that_are_passed_over_are_never_called()
    {
        // What a trainer's checkpoint holds beside its tensors stands for itself, by name: calls, attributes and items of it have no effect.
        Assert.Equal("posix.system", Assert.IsType<PickleOpaque>(Unpickle("cposix\nsystem\n(X\u0004\0\0\0echotR.", keepOpaque: true)).Name);
        Assert.Equal("posix.system", Assert.IsType<PickleOpaque>(Unpickle("cposix\nsystem\n)\u0081}b.", keepOpaque: true)).Name);
        Assert.Equal("posix.system", Assert.IsType<PickleOpaque>(Unpickle("cposix\nsystem\n(K\u0001K\u0002u.", keepOpaque: true)).Name);
        // An argument that is code makes the whole call opaque.
        Assert.Equal("posix.system", Assert.IsType<PickleOpaque>(Unpickle("ccollections\nOrderedDict\n(cposix\nsystem\ntR.", keepOpaque: true)).Name);
        Assert.Throws<FormatException>(() => Unpickle("(X\u0004\0\0\0echoiposix\nsystem\n.", keepOpaque: true));
    }

    [Fact]
    public void Every_opcode_that_is_not_data_is_refused()
    {
        // Among them OBJ, EXT1, EXT2, EXT4, NEWOBJ_EX, PERSID, NEXT_BUFFER, READONLY_BUFFER, and sets, strings and byte arrays that PyTorch does not write.
        byte[] refused = [.. Enumerable.Range(0, 256).Select(i => (byte)i).Except(Read)];
        foreach (var named in "oPSVgp"u8.ToArray().Concat<byte>([0x82, 0x83, 0x84, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x96, 0x97, 0x98]))
            Assert.Contains(named, refused);
        foreach (var opcode in refused)
        {
            var program = Encoding.Latin1.GetBytes("}(]K\u0001").Append(opcode).Concat(new byte[64]).ToArray();
            var error = Assert.Throws<FormatException>(() => Unpickle(program));
            Assert.Contains($"opcode 0x{opcode:x2} is not known", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_names_on_the_list_are_called_and_only_with_their_arguments()
    {
        foreach (var program in new[]
        {
            "ccollections\nOrderedDict\n(X\u0004\0\0\0echotR.", "ccollections\nOrderedDict\n(ccollections\nOrderedDict\ntR.", "ctorch\nFloatStorage\n(K\u0001tR.", "ctorch\nSize\n(X\u0001\0\0\0atR.",
            "ctorch._utils\n_rebuild_tensor_v2\n)R.", "ctorch._utils\n_rebuild_parameter\n(NtR.", "ctorch\ndevice\n)R.", "ccollections\nOrderedDict\n)\u0081.",
            "X\u0001\0\0\0a)R.", "ctorch\nSize\n}b.", "X\u0001\0\0\0aQ.", ")Q.",
        })
        {
            Assert.Throws<FormatException>(() => Unpickle(program));
        }
    }

    [Theory]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f")] // LONG4 of 2 GB
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff")] // LONG4 of a negative length
    [InlineData("X\u00ff\u00ff\u00ff\u007f")] // BINUNICODE of 2 GB
    [InlineData("X\0\0\0\u0004")] // BINUNICODE of 64 MB
    [InlineData("T\0\0\0\u0003")] // BINSTRING of 48 MB
    [InlineData("B\0\0\0\u0003")] // BINBYTES of 48 MB
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")] // BINUNICODE8 of 8 EB
    [InlineData("\u008d\0\0\0\u0003\0\0\0\0")] // BINUNICODE8 of 48 MB
    [InlineData("\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")] // FRAME of 8 EB
    public void Claimed_lengths_take_no_memory(string program)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => Unpickle(program));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void A_short_pickle_cannot_copy_a_long_one_again_and_again()
    {
        // A list of 2^16 pairs in the memo, made into a dict by five bytes a time.
        var pairs = string.Concat(Enumerable.Repeat("h\0", 1 << 16));
        var program = $"NN\u0086q\u00000({pairs}lq\u00010ccollections\nOrderedDict\nq\u00020" + string.Concat(Enumerable.Repeat("h\u0002h\u0001\u0085R0", 1000)) + "N.";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("too many steps", Assert.Throws<FormatException>(() => Unpickle(program)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
    }

    [Fact]
    public void Long_names_of_deep_values_are_refused()
    {
        // A key of 2^15 letters on thirty levels, and 2,000 values below: each would have a name of a million letters.
        var program = new StringBuilder().Append($"X\0\u0080\0\0{new string('k', 1 << 15)}q\u00000");
        for (var level = 0; level < 30; level++)
            program.Append("}h\0");
        program.Append('(').Append('N', 2000).Append('l');
        program.Append('s', 30).Append('.');
        using var folder = new TemporaryFolder();
        var path = folder.FileOf(Zip(Encoding.Latin1.GetBytes(program.ToString()), null), "names.pt");
        Assert.Contains("names of its values are too long", Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_storage_that_the_file_cannot_hold_is_refused_before_it_is_read()
    {
        // The pickle, the zip's directory and the tensor agree on a storage of a billion elements; the file has a thousand bytes.
        var pickle = Encoding.Latin1.GetBytes(
            "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nByteStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ\0\0\0\u0040tQK\0(J\0\0\0\u0040t(K\u0001t\u0089}tR.");
        using var folder = new TemporaryFolder();
        var path = folder.FileOf(Zip(pickle, 1 << 30), "claims.pt");
        Assert.Contains("larger than the file", Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_that_repeats_one_element_a_million_times_is_all_that_is_read()
    {
        // expand() of a single number: shape [2^20] is read, [2^20 + 1] is not.
        using var folder = new TemporaryFolder();
        Assert.Throws<CheckpointException>(() => PyTorchFile.Open(folder.FileOf(Zip(Expanded((1 << 20) + 1), 1), "more.pt")));
        using var file = PyTorchFile.Open(folder.FileOf(Zip(Expanded(1 << 20), 1), "much.pt"));
        Assert.Equal([1L << 20], file.Tensors["tensor"].Shape);

        static byte[] Expanded(int count) => Encoding.Latin1.GetBytes(
            "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nByteStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQK\0(J"
            + Encoding.Latin1.GetString(BitConverter.GetBytes(count)) + "t(K\0t\u0089}tR.");
    }

    private static object? Unpickle(string latin1, bool keepOpaque = false) => Unpickle(Encoding.Latin1.GetBytes(latin1), keepOpaque);

    private static object? Unpickle(byte[] program, bool keepOpaque = false) => new Unpickler(new MemoryStream(program), 1 << 26, keepOpaque).Read();

    // A zip of a pickle and, where there is a size, a storage "0" that claims it, but holds a byte.
    private static byte[] Zip(byte[] pickle, int? storage)
    {
        using var buffer = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(buffer, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("a/data.pkl", pickle);
            if (storage is not null)
                Add("a/data/0", [1]);

            void Add(string name, byte[] content)
            {
                using var member = zip.CreateEntry(name, System.IO.Compression.CompressionLevel.NoCompression).Open();
                member.Write(content);
            }
        }
        var file = buffer.ToArray();
        if (storage is > 1 and var size)
        {
            // In the directory's entry of the storage: both sizes.
            var entry = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
            BitConverter.TryWriteBytes(file.AsSpan(entry + 20), size);
            BitConverter.TryWriteBytes(file.AsSpan(entry + 24), size);
        }
        return file;
    }
}
