using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>Reads a pickle as data: a stack machine that knows values, containers and the names of <see cref="PickleGlobals"/>.</summary>
/// <remarks>
/// A pickle is a program that may name any function and have it called. Here nothing is called: a name that is not
/// known ends the reading, or, with <paramref name="keepOpaque"/>, stands for itself without effect. Stack, memo, work and
/// size are bounded, so that a small file cannot take much memory or time. The opcodes: Python's <c>pickletools</c>.
/// </remarks>
internal sealed class Unpickler(Stream stream, long maxLength, bool keepOpaque = false)
{
    private const int MaxObjects = 1 << 20;
    private const long MaxWork = 1 << 25;
    private const long CopyCost = 16;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _position;
    private long _work;

    /// <summary>Storages that were named, by key.</summary>
    public Dictionary<string, PyTorchStorage> Storages { get; } = [];

    /// <summary>Reads one pickle, up to and with its STOP.</summary>
    /// <exception cref="FormatException">The pickle is malformed, too large, or names something that is not read.</exception>
    public object? Read()
    {
        while (true)
        {
            Spend(1);
            var opcode = ReadByte();
            if (opcode == (byte)'.')
                return _marks.Count == 0 && _stack.Count == 1 ? _stack[0] : throw Malformed("it does not end with one value");
            Execute(opcode);
            if (_stack.Count > MaxObjects || _memo.Count > MaxObjects || _marks.Count > MaxObjects)
                throw Malformed($"it holds more than {MaxObjects} values at once");
        }
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (ReadByte() is > 5 and var protocol)
                    throw Malformed($"it has protocol {protocol}");
                break;
            case 0x95: ReadBytes(8); break; // FRAME
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopMark(); break;
            case (byte)'2': Push(Peek()); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'I': PushInt(ReadLine()); break;
            case (byte)'L': PushLong(ParseInteger(ReadLine().TrimEnd('L'))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4))); break;
            case (byte)'K': Push((long)ReadByte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2))); break;
            case 0x8a: PushLong(new BigInteger(ReadBytes(ReadByte()))); break; // LONG1
            case 0x8b: PushLong(new BigInteger(ReadBytes(ReadLength(4, 1 << 10)))); break; // LONG4
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8))); break;
            case (byte)'F': Push(ParseFloat(ReadLine())); break;
            case (byte)'X': Push(ReadText(ReadLength(4))); break;
            case 0x8c: Push(ReadText(ReadByte())); break; // SHORT_BINUNICODE
            case 0x8d: Push(ReadText(ReadLength(8))); break; // BINUNICODE8
            case (byte)'T': Push(Encoding.Latin1.GetString(ReadBytes(ReadLength(4)))); break;
            case (byte)'U': Push(Encoding.Latin1.GetString(ReadBytes(ReadByte()))); break;
            case (byte)'B': Push(ReadBytes(ReadLength(4))); break;
            case (byte)'C': Push(ReadBytes(ReadByte())); break;
            case (byte)']': Push(new PickleList()); break;
            case (byte)'l': Push(List(PopMark())); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopMark()); break;
            case (byte)')': Push(new PickleTuple([])); break;
            case (byte)'t': Push(new PickleTuple(PopMark())); break;
            case 0x85: Push(new PickleTuple(Pop(1))); break;
            case 0x86: Push(new PickleTuple(Pop(2))); break;
            case 0x87: Push(new PickleTuple(Pop(3))); break;
            case (byte)'}': Push(new PickleDict()); break;
            case (byte)'d':
                var items = PopMark();
                Push(new PickleDict());
                SetItems(items);
                break;
            case (byte)'s': SetItems(Pop(2)); break;
            case (byte)'u': SetItems(PopMark()); break;
            case (byte)'h': Get(ReadByte()); break;
            case (byte)'j': Get(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))); break;
            case (byte)'q': _memo[ReadByte()] = Peek(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))] = Peek(); break;
            case 0x94: _memo[_memo.Count] = Peek(); break; // MEMOIZE
            case (byte)'c': Push(Global($"{ReadLine()}.{ReadLine()}")); break;
            case 0x93: // STACK_GLOBAL
                Push(Pop(2) is [string module, string name] ? Global($"{module}.{name}") : throw Malformed("a name is not text"));
                break;
            case (byte)'i': throw Refused($"{ReadLine()}.{ReadLine()}"); // INST
            case (byte)'R': Reduce(); break;
            case 0x81: NewObject(); break;
            case (byte)'b': Build(); break;
            case (byte)'Q': Persistent(); break;
            default: throw Malformed($"opcode 0x{opcode:x2} is not known");
        }
    }

    private object Global(string name) => PickleGlobals.Allows(name) ? new PickleGlobal(name)
        : keepOpaque ? new PickleOpaque(name) : throw Refused(name);

    private static FormatException Refused(string name) =>
        new($"refers to {name}, which is not read: only tensors and plain values are, and no code of a file is run");

    private void Reduce()
    {
        var arguments = Pop(2);
        if (arguments is not [var callee, PickleTuple { Items: var items }])
            throw Malformed("a call has no arguments");
        if (callee is PickleOpaque || (keepOpaque && items.OfType<PickleOpaque>().Any()))
        {
            Push(callee as PickleOpaque ?? items.OfType<PickleOpaque>().First());
            return;
        }
        if (callee is not PickleGlobal global)
            throw Malformed("something is called that is not a name");
        // The pairs of an OrderedDict are copied, however short the call is.
        Spend(items is [PickleList pairs] ? CopyCost * pairs.Items.Count : items.Length);
        Push(PickleGlobals.Apply(global.Name, items));
    }

    private void NewObject()
    {
        Push(Pop(2)[0] switch
        {
            PickleOpaque opaque => opaque,
            PickleGlobal global => throw Malformed($"{global.Name} is instantiated in a way that PyTorch does not write"),
            _ => throw Malformed("something is instantiated that is not a name"),
        });
    }

    // State dicts carry a _metadata attribute (module versions), which nothing here needs.
    private void Build()
    {
        Pop();
        if (Peek() is not (PickleDict or PickleOpaque))
            throw Malformed("attributes are set on something that is not a dict");
    }

    private void Persistent()
    {
        var storage = PickleGlobals.Storage(Pop());
        if (Storages.TryGetValue(storage.Key, out var known) && (known.Type != storage.Type || known.WholeElements != storage.WholeElements))
            throw Malformed($"storage '{storage.Key}' is described in two ways");
        Storages[storage.Key] = storage;
        Push(storage);
    }

    private void Append(object?[] items)
    {
        switch (Peek())
        {
            case PickleList list: list.Items.AddRange(items); break;
            case PickleOpaque: break;
            default: throw Malformed("something is appended to what is not a list");
        }
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw Malformed("a dict has a key without a value");
        if (Peek() is PickleOpaque)
            return;
        if (Peek() is not PickleDict dict)
            throw Malformed("items are set in what is not a dict");
        for (var i = 0; i < items.Length; i += 2)
            dict.Items.Add(new(items[i], items[i + 1]));
    }

    private static PickleList List(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        return list;
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Malformed("its stack runs empty");

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count)
    {
        if (_stack.Count - count < Floor)
            throw Malformed("its stack runs empty");
        return Cut(_stack.Count - count);
    }

    private object?[] PopMark()
    {
        if (_marks.Count == 0)
            throw Malformed("a mark is missing");
        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Cut(start);
    }

    private object?[] Cut(int start)
    {
        var items = _stack[start..].ToArray();
        _stack.RemoveRange(start, items.Length);
        return items;
    }

    private void Get(long key) => Push(_memo.TryGetValue(key, out var value) ? value : throw Malformed($"memo {key} is empty"));

    private void PushLong(BigInteger value) => Push(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);

    // Protocols 0 and 1 write booleans as the integers 00 and 01.
    private void PushInt(string line)
    {
        if (line is "00" or "01")
            Push(line == "01");
        else
            PushLong(ParseInteger(line));
    }

    private BigInteger ParseInteger(string line) =>
        BigInteger.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed("an integer is not one");

    private double ParseFloat(string line) =>
        double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed("a number is not one");

    private string ReadText(int length)
    {
        try
        {
            return Utf8.GetString(ReadBytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("a text is not UTF-8");
        }
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (ReadByte() is not (byte)'\n' and var next)
        {
            line.Append((char)next);
            if (line.Length > 1024)
                throw Malformed("a name or number is too long");
        }
        return line.ToString();
    }

    private int ReadLength(int bytes, int max = int.MaxValue)
    {
        var raw = ReadBytes(bytes);
        var length = bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw) : BinaryPrimitives.ReadUInt64LittleEndian(raw);
        return length <= (ulong)Math.Min(max, maxLength - _position) ? (int)length : throw Malformed($"a value claims {length} bytes");
    }

    private byte ReadByte()
    {
        var value = _position < maxLength ? stream.ReadByte() : -1;
        _position++;
        return value >= 0 ? (byte)value : throw Malformed("it ends too early or is too large");
    }

    private byte[] ReadBytes(int count)
    {
        if (count > maxLength - _position || (stream.CanSeek && count > stream.Length - stream.Position))
            throw Malformed("it ends too early or is too large");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        _position += count;
        return bytes;
    }

    private void Spend(long work)
    {
        if ((_work += work) > MaxWork)
            throw Malformed("it takes too many steps");
    }

    private FormatException Malformed(string what) => new($"the pickle is not read (near its byte {_position}): {what}");
}
