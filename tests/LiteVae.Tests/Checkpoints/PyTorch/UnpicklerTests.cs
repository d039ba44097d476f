using System.Globalization;
using System.Numerics;
using System.Text;
using LiteVae.Codec.Models.Files.PyTorch;

namespace LiteVae.Tests.Checkpoints.PyTorch;

/// <summary>What each opcode leaves, by the rules of Python's pickletools; and where the limits are.</summary>
public sealed class UnpicklerTests
{
    [Theory]
    [InlineData("N.", "None")]
    [InlineData("\u0088.", "True")]
    [InlineData("\u0089.", "False")]
    [InlineData("I42\n.", "42")]
    [InlineData("I-42\n.", "-42")]
    [InlineData("I01\n.", "True")]
    [InlineData("I00\n.", "False")]
    [InlineData("L5L\n.", "5")]
    [InlineData("L5\n.", "5")]
    [InlineData("J\u00fe\u00ff\u00ff\u00ff.", "-2")]
    [InlineData("K\u00fe.", "254")]
    [InlineData("M\u0001\u0002.", "513")]
    [InlineData("\u008a\u0001\u00ff.", "-1")]
    [InlineData("\u008a\0.", "0")]
    [InlineData("\u008b\u0002\0\0\0\u0000\u0001.", "256")]
    [InlineData("\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "9223372036854775807")]
    [InlineData("\u008a\u0008\0\0\0\0\0\0\0\u0080.", "-9223372036854775808")]
    [InlineData("\u008a\u0009\0\0\0\0\0\0\0\u0080\0.", "big 9223372036854775808")]
    [InlineData("\u008a\u0009\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u00ff.", "big -9223372036854775809")]
    [InlineData("G\u003f\u00f8\0\0\0\0\0\0.", "1.5")]
    [InlineData("F-2.5e1\n.", "-25")]
    [InlineData("X\u0003\0\0\0a\u00c3\u00a9.", "'aé'")]
    [InlineData("\u008c\u0003a\u00c3\u00a9.", "'aé'")]
    [InlineData("\u008d\u0003\0\0\0\0\0\0\0a\u00c3\u00a9.", "'aé'")]
    [InlineData("T\u0002\0\0\0a\u00e9.", "'aé'")]
    [InlineData("U\u0002a\u00e9.", "'aé'")]
    [InlineData("B\u0002\0\0\0a\u00e9.", "bytes 61E9")]
    [InlineData("C\u0002a\u00e9.", "bytes 61E9")]
    [InlineData("].", "[]")]
    [InlineData("(K\u0001K\u0002l.", "[1, 2]")]
    [InlineData("]K\u0001a.", "[1]")]
    [InlineData("](K\u0001K\u0002e.", "[1, 2]")]
    [InlineData(").", "()")]
    [InlineData("(K\u0001K\u0002t.", "(1, 2)")]
    [InlineData("K\u0001\u0085.", "(1)")]
    [InlineData("K\u0001K\u0002\u0086.", "(1, 2)")]
    [InlineData("K\u0001K\u0002K\u0003\u0087.", "(1, 2, 3)")]
    [InlineData("}.", "{}")]
    [InlineData("(K\u0001K\u0002d.", "{1: 2}")]
    [InlineData("}K\u0001K\u0002s.", "{1: 2}")]
    [InlineData("}(K\u0001K\u0002K\u0003K\u0004u.", "{1: 2, 3: 4}")]
    [InlineData("K\u0005K\u00060.", "5")] // POP
    [InlineData("K\u0005(K\u0006K\u00071.", "5")] // POP_MARK
    [InlineData("K\u00052\u0086.", "(5, 5)")] // DUP
    [InlineData("K\u0005q\u00030h\u0003.", "5")]
    [InlineData("K\u0005r\u0003\u0001\0\00j\u0003\u0001\0\0.", "5")]
    [InlineData("K\u0005\u00940K\u0006\u00940h\0h\u0001\u0086.", "(5, 6)")] // MEMOIZE
    [InlineData("\u0080\u0005N.", "None")]
    [InlineData("\u0080\u0004\u0095\u0002\0\0\0\0\0\0\0N.", "None")]
    [InlineData("ctorch\nSize\n((K\u0002K\u0003ttR.", "(2, 3)")]
    [InlineData("X\u0005\0\0\0torchX\u0006\0\0\0device\u0093X\u0003\0\0\0cpu\u0085R.", "'cpu'")]
    [InlineData("ctorch\ndevice\nX\u0004\0\0\0cudaK\u0001\u0086R.", "'cuda:1'")]
    [InlineData("ccollections\nOrderedDict\n)R.", "{}")]
    [InlineData("ccollections\nOrderedDict\n]K\u0001K\u0002\u0086a\u0085R.", "{1: 2}")]
    [InlineData("ccollections\nOrderedDict\n](](K\u0001K\u0002ee\u0085R.", "{1: 2}")]
    [InlineData("}}b.", "{}")] // attributes of a dict are passed over
    public void Opcodes_leave_their_values(string program, string expected) => Assert.Equal(expected, Show(Unpickle(program)));

    [Theory]
    [InlineData("\u0080\u0006N.", "protocol 6")]
    [InlineData("Ix\n.", "an integer is not one")]
    [InlineData("Fx\n.", "a number is not one")]
    [InlineData("NN.", "one value")]
    [InlineData("N(.", "one value")]
    [InlineData("(N0.", "one value")]
    [InlineData("N(0.", "stack runs empty")] // what lies below a mark is out of reach
    [InlineData("N(2.", "stack runs empty")]
    [InlineData("N\u0086.", "stack runs empty")]
    [InlineData("1.", "a mark is missing")]
    [InlineData("}(Nu.", "a key without a value")]
    [InlineData("](NNu.", "not a dict")]
    [InlineData("}Na.", "not a list")]
    [InlineData("K\u0001K\u0002\u0093.", "a name is not text")]
    [InlineData("NNR.", "no arguments")]
    [InlineData("N)R.", "not a name")]
    [InlineData("N)\u0081.", "not a name")]
    [InlineData("NNb.", "not a dict")]
    [InlineData("ccollections\nOrderedDict\n]Na\u0085R.", "not pairs")]
    public void Malformed_programs_are_refused_with_the_reason(string program, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Unpickle(program)).Message, StringComparison.Ordinal);

    [Fact]
    public void Lines_and_long_integers_have_a_limit()
    {
        Assert.Equal(BigInteger.Pow(10, 1023), Unpickle($"I1{new string('0', 1023)}\n."));
        Assert.Contains("too long", Assert.Throws<FormatException>(() => Unpickle($"I1{new string('0', 1024)}\n.")).Message, StringComparison.Ordinal);
        Assert.Equal(0L, Unpickle($"\u008b\0\u0004\0\0{new string('\0', 1024)}."));
        Assert.Contains("claims 1025 bytes", Assert.Throws<FormatException>(() => Unpickle($"\u008b\u0001\u0004\0\0{new string('\0', 1025)}.")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_ends_within_the_length_it_may_have()
    {
        Assert.Equal("5", Show(Unpickle("K\u0005.", maxLength: 3)));
        Assert.Contains("too large", Assert.Throws<FormatException>(() => Unpickle("K\u0005.", maxLength: 2)).Message, StringComparison.Ordinal);
        Assert.Equal("'ab'", Show(Unpickle("U\u0002ab.", maxLength: 5)));
        Assert.Contains("too large", Assert.Throws<FormatException>(() => Unpickle("U\u0002ab.", maxLength: 3)).Message, StringComparison.Ordinal);
        Assert.Equal("'ab'", Show(Unpickle("U\u0002abU\u0002cd0.", maxLength: 10)));
        Assert.Contains("too large", Assert.Throws<FormatException>(() => Unpickle("U\u0002abU\u0002cd0.", maxLength: 8)).Message, StringComparison.Ordinal);
        Assert.Contains("claims 2 bytes", Assert.Throws<FormatException>(() => Unpickle("X\u0002\0\0\0ab.", maxLength: 6)).Message, StringComparison.Ordinal);
        Assert.Contains("claims 4294967298 bytes", Assert.Throws<FormatException>(() => Unpickle("\u008d\u0002\0\0\0\u0001\0\0\0ab.")).Message, StringComparison.Ordinal);
        Assert.Contains("ends too early", Assert.Throws<FormatException>(() => Unpickle("NNNU\u0005ab.")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('(', '1')] // marks
    [InlineData('N', '0')] // values
    public void As_many_values_as_allowed_are_held_and_no_more(char push, char pop)
    {
        const int most = 1 << 20;
        Assert.Null(Unpickle($"{new string(push, most)}{new string(pop, most)}N."));
        Assert.Contains("values at once", Assert.Throws<FormatException>(() => Unpickle($"{new string(push, most + 1)}{new string(pop, most + 1)}N.")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_values_as_allowed_are_remembered_and_no_more()
    {
        const int most = 1 << 20;
        Assert.Null(Unpickle($"N{new string('\u0094', most)}."));
        Assert.Contains("values at once", Assert.Throws<FormatException>(() => Unpickle($"N{new string('\u0094', most + 1)}.")).Message, StringComparison.Ordinal);
    }

    private static object? Unpickle(string latin1, long maxLength = 1 << 26) => new Unpickler(new MemoryStream(Encoding.Latin1.GetBytes(latin1)), maxLength).Read();

    // As Python would print it.
    private static string Show(object? value) => value switch
    {
        null => "None",
        bool truth => truth ? "True" : "False",
        string text => $"'{text}'",
        byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
        BigInteger big => $"big {big}",
        PickleList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        PickleTuple tuple => $"({string.Join(", ", tuple.Items.Select(Show))})",
        PickleDict dict => $"{{{string.Join(", ", dict.Items.Select(i => $"{Show(i.Key)}: {Show(i.Value)}"))}}}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType().Name,
    };
}
