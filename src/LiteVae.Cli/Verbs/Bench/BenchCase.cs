using System.Text.Json.Serialization;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>One thing that is timed, in a process of its own.</summary>
internal sealed record BenchCase
{
    /// <summary>encoder, decoder, train, diffusion, data, or a kernel of "micro".</summary>
    public required string Part { get; init; }

    /// <summary>The model; for kernels, which one.</summary>
    public required string Preset { get; init; }

    /// <summary>plain: TorchSharp's modules, layout and allocation as they come; fast: what this project does.</summary>
    public required string Engine { get; init; }

    /// <summary>fp32 or bf16.</summary>
    public required string Precision { get; init; }

    public int Batch { get; init; }

    public int Resolution { get; init; }

    public int? Threads { get; init; }

    /// <summary>Where it computes: cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Images for "data"; procedural ones where null.</summary>
    public string? Data { get; init; }

    /// <summary>How long to time, in seconds, after a warm-up that is not counted.</summary>
    public double Seconds { get; init; }

    [JsonIgnore]
    public string Label => $"{Part} {Preset} {Engine} {Precision}{(Batch > 0 ? $" {Batch}x{Resolution}" : "")}";
}

/// <summary>The measurements of one process.</summary>
/// <param name="Seconds">The duration of each call (s).</param>
/// <param name="Images">Images a call; 1 for kernels.</param>
/// <param name="Gflops">Floating-point operations of a call (1e9), at two per multiply-accumulate; 0 where they mean nothing.</param>
/// <param name="PeakMemoryMiB">The peak memory of the process, or of the accelerator where that tells (MiB).</param>
/// <param name="ProcessorSeconds">The processor time of all threads that all calls took (s), which other programs on the machine change little.</param>
internal sealed record BenchTimes(IReadOnlyList<double> Seconds, int Images, double Gflops, double PeakMemoryMiB, double ProcessorSeconds);
