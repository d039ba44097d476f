using System.Text.Json;
using LiteVae.Cli.CommandLine;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>Loads libtorch in a process of its own: a broken one might end it.</summary>
internal static class TorchProbe
{
    /// <summary>The hidden verb of that process.</summary>
    public const string Verb = "doctor-torch";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The process's work: loads libtorch, multiplies two matrices, and writes what it found as JSON.</summary>
    public static int Run(Session session)
    {
        TorchRuntime.EnsureLoaded();
        using var ones = TorchSharp.torch.ones(16, 16);
        using var product = ones.matmul(ones);
        using var corner = product[0, 0];
        if (corner.item<float>() != 16)
            throw new InvalidDataException($"libtorch's product of two 16x16 matrices of ones holds {corner.item<float>()}, and not 16");
        var devices = cuda.is_available() ? cuda.device_count() : 0;
        session.Terminal.Result(JsonSerializer.Serialize(new TorchReport(TorchRuntime.Threads, devices, TorchRuntime.CudaLoadFailure)));
        return ExitCode.Done;
    }

    /// <summary>Starts the process, and reads what it found.</summary>
    /// <exception cref="IOException">It failed; the message has its own words.</exception>
    public static TorchReport Start(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var (exitCode, results, messages) = OwnProcess.Run(OwnProcess.Of(Verb), patience.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode == ExitCode.Done)
            return JsonSerializer.Deserialize<TorchReport>(results)!;
        var words = messages.Length > 0 ? messages.Split('\n')[0].Replace("error: ", "", StringComparison.Ordinal) : "nothing";
        throw new IOException($"the process that loaded it ended with {exitCode} and said: {words}");
    }
}
