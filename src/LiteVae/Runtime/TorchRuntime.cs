using TorchSharp;

namespace LiteVae.Runtime;

/// <summary>Loads libtorch and sets what holds for the whole process.</summary>
public static class TorchRuntime
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Loads libtorch now, rather than with the first tensor. Calling it again costs nothing.</summary>
    /// <remarks>
    /// Every use of a LiteVae type that needs libtorch loads it; only a program that makes tensors before it touches any
    /// needs this call first. A host that has set a resolver of its own for TorchSharp
    /// (<see cref="System.Runtime.InteropServices.NativeLibrary.SetDllImportResolver"/>) decides which libraries load.
    /// </remarks>
    /// <exception cref="TorchLoadException">libtorch is missing or does not load; the message says what to do.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>Why the CUDA part of libtorch does not load; null where it does, or where this build of libtorch has none.</summary>
    /// <exception cref="TorchLoadException">libtorch is missing or does not load.</exception>
    public static string? CudaLoadFailure
    {
        get
        {
            EnsureLoaded();
            return TorchLibraryResolver.CudaFailure;
        }
    }

    /// <summary>Whether oneDNN gave wrong gradients of small convolutions on this processor, when libtorch was loaded, so that libtorch computes without it.</summary>
    public static bool ComputesWithoutOneDnn { get; private set; }

    /// <summary>The number of processor threads that one operation uses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public static int Threads
    {
        get
        {
            EnsureLoaded();
            return torch.get_num_threads();
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            EnsureLoaded();
            torch.set_num_threads(value);
        }
    }

    private static bool Load()
    {
        // Directly, and not from within TorchSharp's static constructor, which would wrap the error and print its own.
        TorchLibraryResolver.Load();
        if (ProcessTuning.IsApplied)
            TorchLog.ErrorsOnly();
        torch.InitializeDeviceType(DeviceType.CPU);
        OpenMpTeam.Install();
        ComputesWithoutOneDnn = OneDnn.DisableIfWrong();
        if (ComputesWithoutOneDnn && ProcessTuning.IsApplied)
            Console.Error.WriteLine("warning: on this processor oneDNN gives wrong gradients of convolutions; libtorch computes without it, and more slowly");
        return true;
    }
}
