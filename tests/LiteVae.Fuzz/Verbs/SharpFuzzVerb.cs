using LiteVae.Fuzz.Engine;
using SharpFuzz;

namespace LiteVae.Fuzz.Verbs;

/// <summary><c>sharpfuzz TARGET</c>: serves libFuzzer or AFL, whichever started the process; by hand, reads one input from standard input.</summary>
internal static class SharpFuzzVerb
{
    public static int Run(FuzzTarget target)
    {
        if (Environment.GetEnvironmentVariable("__LIBFUZZER_SHM_ID") is not null)
            Fuzzer.LibFuzzer.Run(input => Read(target, input));
        else
            Fuzzer.OutOfProcess.Run(stream => Read(target, Content(stream)));
        return 0;
    }

    private static void Read(FuzzTarget target, ReadOnlySpan<byte> input)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception e) when (target.Documented.Contains(e.GetType()))
        {
            // The reader refused the input as its documentation says.
        }
    }

    private static byte[] Content(Stream stream)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
