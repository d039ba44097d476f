using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>The outer form of a PyTorch file: its pickled object, and where each storage's bytes are.</summary>
internal abstract class PyTorchArchive : IDisposable
{
    /// <summary>Pickles hold names and shapes only; PyTorch's largest are a few MB.</summary>
    protected const long MaxPickle = 1 << 26;

    /// <summary>The pickled object.</summary>
    public object? Root { get; protected init; }

    /// <summary>A stream at the first byte of a storage.</summary>
    public abstract Stream OpenStorage(PyTorchStorage storage);

    public abstract void Dispose();

    /// <exception cref="FormatException">The file is neither form, or malformed.</exception>
    public static PyTorchArchive Open(FileStream file, bool keepOpaque)
    {
        Span<byte> magic = stackalloc byte[4];
        var read = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        file.Position = 0;
        if (read < 4)
            throw new FormatException(read == 0 ? "the file is empty" : "the file is too short for a PyTorch file");
        if (magic.SequenceEqual("PK\x03\x04"u8))
            return new ZipForm(file, keepOpaque);
        return magic[0] == 0x80 ? new OlderForm(file, keepOpaque) : throw new FormatException("this is not a PyTorch file: neither a zip nor a pickle");
    }

    /// <summary>PyTorch 1.6 and later: a zip with <c>NAME/data.pkl</c> and a member, stored as it is, for each storage.</summary>
    private sealed class ZipForm : PyTorchArchive
    {
        private readonly ZipArchive _zip;
        private readonly Dictionary<string, ZipArchiveEntry> _members = [];
        private readonly string _prefix;

        public ZipForm(FileStream file, bool keepOpaque)
        {
            _zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var room = file.Length;
            foreach (var entry in _zip.Entries)
            {
                if (!_members.TryAdd(entry.FullName, entry))
                    throw new FormatException($"the zip has two members '{entry.FullName}'");
                // Sizes are what the file claims. Members that are stored as they are cannot be larger than the file, nor overlap.
                if (entry.CompressedLength < 0 || entry.CompressedLength > room)
                    throw new FormatException($"the zip's members are larger than the file (at '{entry.FullName}')");
                room -= entry.CompressedLength;
            }
            var pickle = _members.Values.Where(e => e.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).MinBy(e => e.FullName.Length)
                ?? throw new FormatException("this zip is not a PyTorch file: it has no data.pkl");
            _prefix = pickle.FullName[..^"data.pkl".Length];
            if (_members.ContainsKey(_prefix + "constants.pkl"))
                throw new FormatException("this is a TorchScript archive, which holds code; save the model's state_dict instead");
            if (_members.TryGetValue(_prefix + "byteorder", out var order) && Encoding.Latin1.GetString(Content(order, 16)).Trim() != "little")
                throw new FormatException("its numbers are big-endian, which is not read");
            using var content = new MemoryStream(Content(pickle, MaxPickle));
            var unpickler = new Unpickler(content, MaxPickle, keepOpaque);
            Root = unpickler.Read();
            foreach (var storage in unpickler.Storages.Values)
                Check(storage);
        }

        public override Stream OpenStorage(PyTorchStorage storage) => _members[MemberOf(storage)].Open();

        public override void Dispose() => _zip.Dispose();

        private string MemberOf(PyTorchStorage storage) => $"{_prefix}data/{storage.Key}";

        private void Check(PyTorchStorage storage)
        {
            var bytes = storage.WholeElements * TensorTypes.SizeOf(storage.Type);
            if (!_members.TryGetValue(MemberOf(storage), out var entry))
                throw new FormatException($"storage '{storage.Key}' is missing");
            if (Stored(entry) != bytes)
                throw new FormatException($"storage '{storage.Key}' has {entry.Length} bytes; {storage.WholeElements} elements of {storage.Type} take {bytes}");
        }

        private static long Stored(ZipArchiveEntry entry) => entry.CompressedLength == entry.Length ? entry.Length
            : throw new FormatException($"member '{entry.FullName}' is compressed, which PyTorch does not do");

        private static byte[] Content(ZipArchiveEntry entry, long max)
        {
            if (Stored(entry) > max)
                throw new FormatException($"member '{entry.FullName}' has {entry.Length} bytes; at most {max} are read");
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    /// <summary>Before PyTorch 1.6: five pickles (magic, protocol, system, object, storage keys), then the storages.</summary>
    private sealed class OlderForm : PyTorchArchive
    {
        private static readonly BigInteger Magic = new([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

        private readonly FileStream _file;
        private readonly Dictionary<string, long> _positions = [];

        public OlderForm(FileStream file, bool keepOpaque)
        {
            _file = file;
            if (new Unpickler(file, MaxPickle).Read() is not BigInteger magic || magic != Magic)
                throw new FormatException("this is a pickle, but not a PyTorch file: it has no magic number");
            if (new Unpickler(file, MaxPickle).Read() is not 1001L)
                throw new FormatException("its protocol is not 1001");
            if (new Unpickler(file, MaxPickle).Read() is not PickleDict system || system.Find("little_endian") is not true)
                throw new FormatException("its numbers are big-endian, which is not read");
            var unpickler = new Unpickler(file, MaxPickle, keepOpaque);
            Root = unpickler.Read();
            if (new Unpickler(file, MaxPickle).Read() is not PickleList keys)
                throw new FormatException("its list of storages is missing");
            Locate(keys, unpickler.Storages);
        }

        public override Stream OpenStorage(PyTorchStorage storage)
        {
            _file.Position = _positions[storage.Key];
            return _file;
        }

        public override void Dispose() => _positions.Clear();

        private void Locate(PickleList keys, Dictionary<string, PyTorchStorage> storages)
        {
            Span<byte> count = stackalloc byte[8];
            foreach (var item in keys.Items)
            {
                if (item is not string key || !storages.TryGetValue(key, out var storage) || _positions.ContainsKey(key))
                    throw new FormatException($"its list of storages names '{item as string}', which no tensor uses, or twice");
                if (_file.Length - _file.Position < 8)
                    throw new FormatException("the file is truncated");
                _file.ReadExactly(count);
                var bytes = storage.WholeElements * TensorTypes.SizeOf(storage.Type);
                if (BinaryPrimitives.ReadInt64LittleEndian(count) != storage.WholeElements)
                    throw new FormatException($"storage '{key}' has {BinaryPrimitives.ReadInt64LittleEndian(count)} elements; expected {storage.WholeElements}");
                if (bytes > _file.Length - _file.Position)
                    throw new FormatException($"the file is truncated: storage '{key}' takes {bytes} bytes, but {_file.Length - _file.Position} are left");
                _positions[key] = _file.Position;
                _file.Position += bytes;
            }
            if (storages.Keys.FirstOrDefault(k => !_positions.ContainsKey(k)) is { } missing)
                throw new FormatException($"storage '{missing}' is missing");
        }
    }
}
