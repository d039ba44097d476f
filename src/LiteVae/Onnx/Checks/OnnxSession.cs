using LiteVae.Codec;
using Microsoft.ML.OnnxRuntime;

namespace LiteVae.Onnx.Checks;

/// <summary>A graph in ONNX Runtime, on the processor.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="path">The graph's file.</param>
    /// <exception cref="OnnxRuntimeException">It is none, or uses what ONNX Runtime does not have.</exception>
    public OnnxSession(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = CodecRuntime.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(path, options);
    }

    /// <summary>Computes outputs of one input.</summary>
    /// <param name="name">The input.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Their sizes.</param>
    /// <param name="outputs">The outputs.</param>
    /// <returns>Their values, row-major.</returns>
    public float[][] Run(string name, float[] values, long[] shape, params string[] outputs)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var results = _session.Run(run, [name], [input], outputs);
        return [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
    }

    public void Dispose() => _session.Dispose();
}
