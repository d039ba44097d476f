using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Distributed;
using LiteVae.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Cli.Shared;

/// <summary>Where and with how many threads to compute.</summary>
/// <param name="Device">The device as the user wrote it: cpu, cuda, cuda:N or mps.</param>
/// <param name="Threads">Null for libtorch's choice.</param>
internal sealed record Compute(string Device, int? Threads)
{
    /// <summary>Loads libtorch, sets the threads and finds the device.</summary>
    /// <param name="ranks">The processes that work together: with the device "cuda", each takes the one of its number on its machine.</param>
    /// <exception cref="ConfigException">No such device.</exception>
    /// <exception cref="TorchLoadException">libtorch does not load.</exception>
    public Device Prepare(ICommunicator ranks)
    {
        TorchRuntime.EnsureLoaded();
        if (Threads is { } threads)
            TorchRuntime.Threads = threads;
        var (name, index) = Device.Split(':') is [var n, var i] ? (n, int.TryParse(i, out var number) && number >= 0 ? number : -1) : (Device, 0);
        var type = name switch
        {
            "cpu" when !Device.Contains(':') => DeviceType.CPU,
            "cuda" when index >= 0 => DeviceType.CUDA,
            "mps" when !Device.Contains(':') => DeviceType.MPS,
            _ => throw Problem("is no device; expected cpu, cuda, cuda:N or mps"),
        };
        if (type == DeviceType.CUDA && !cuda.is_available())
            throw Problem($"libtorch finds no CUDA device here: it needs an NVIDIA GPU and a CUDA build of libtorch (see LITEVAE_LIBTORCH){(TorchRuntime.CudaLoadFailure is { } failure ? $". {failure}" : "")}");
        if (type == DeviceType.CUDA && index >= cuda.device_count())
            throw Problem($"there are {cuda.device_count()} CUDA devices, counted from 0");
        if (type == DeviceType.MPS && !mps_is_available())
            throw Problem("libtorch finds no Metal device here");
        if (type == DeviceType.CUDA && ranks.Size > 1 && !Device.Contains(':'))
            index = ranks.LocalRank % cuda.device_count();
        return type == DeviceType.CUDA ? new Device(type, index) : new Device(type);
    }

    /// <inheritdoc cref="Prepare(ICommunicator)"/>
    public Device Prepare() => Prepare(SingleRank.Instance);

    /// <summary>Sets the threads of the codec's kernels; libtorch is not loaded.</summary>
    public void SetThreads()
    {
        if (Threads is { } threads)
            CodecRuntime.Threads = threads;
    }

    private ConfigException Problem(string message) => new($"--device {Device}", message);
}
