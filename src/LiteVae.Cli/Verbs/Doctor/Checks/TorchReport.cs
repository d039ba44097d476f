namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>What a process found that loaded libtorch.</summary>
/// <param name="Threads">The threads that one operation uses.</param>
/// <param name="CudaDevices">The number of CUDA devices.</param>
/// <param name="CudaFailure">Why the CUDA part does not load; null where it does, or where there is none.</param>
internal sealed record TorchReport(int Threads, int CudaDevices, string? CudaFailure);
