using LiteVae.Cli.Shared;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>libtorch: where it is, and whether it loads.</summary>
internal static class TorchCheck
{
    public static CheckResult Look(CancellationToken cancellationToken)
    {
        TorchInstallation installation;
        try
        {
            installation = TorchInstallation.Find();
        }
        catch (TorchLoadException e)
        {
            var sentences = e.Message.Split(". ", 2); // what was found, and what to do
            return CheckResult.Missing(sentences[0].TrimEnd('.'), sentences.Length > 1 ? sentences[1] : "Unset LITEVAE_LIBTORCH to use the libtorch that came with the tool.");
        }
        if (installation.Library is null || installation.Bindings is null)
            return NotThere(installation.Library is null ? "libtorch" : "TorchSharp's native library");
        try
        {
            return Describe(Version(installation), installation, TorchProbe.Start(cancellationToken));
        }
        catch (IOException e)
        {
            return DoesNotLoad(installation, e.Message);
        }
    }

    public static CheckResult NotThere(string what) => CheckResult.Missing(
        $"{what} is not beside the tool", "Install the package of the tool for this platform, or set LITEVAE_LIBTORCH to the torch/lib folder of a PyTorch installation; encode, decode and reconstruct work without it.");

    public static CheckResult DoesNotLoad(TorchInstallation installation, string message) => CheckResult.Missing(
        $"{installation.Library} does not load: {message}",
        installation.ChosenFolder is null ? "Encode, decode and reconstruct work without it." : "Unset LITEVAE_LIBTORCH to use the libtorch that came with the tool.");

    /// <param name="version">libtorch's version, in words.</param>
    /// <param name="installation">Where it was loaded from.</param>
    /// <param name="report">What the process that loaded it found.</param>
    public static CheckResult Describe(string version, TorchInstallation installation, TorchReport report)
    {
        var patched = installation.PatchedCopy is { } copy ? $" with a patched copy of its bindings ({copy})" : "";
        var devices = report.CudaDevices switch
        {
            0 when installation.CudaLibrary is null => "a build for processors",
            0 => "no CUDA device",
            1 => "1 CUDA device",
            var several => $"{several} CUDA devices",
        };
        var finding = $"{version} loads from {Path.GetDirectoryName(installation.Library)}{patched}; {report.Threads} thread{(report.Threads == 1 ? "" : "s")}, {devices}";
        return report.CudaFailure is { } failure ? CheckResult.Warning($"{finding}; its CUDA part does not load: {failure.TrimEnd('.')}", "Processors are used; --device cuda needs NVIDIA's driver and the libraries named.")
            : report.CudaDevices == 0 && installation.CudaLibrary is not null ? CheckResult.Warning(finding, "Check NVIDIA's driver (nvidia-smi): until it is found, everything is computed by the processor.")
            : CheckResult.Ok(finding);
    }

    // PyTorch writes its version beside the folder of its libraries.
    private static string Version(TorchInstallation installation)
    {
        if (installation.ChosenFolder is null)
            return LibtorchPackage.FindVersion() ?? "the tool's own";
        var file = Path.Combine(installation.ChosenFolder, "..", "version.py");
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault(l => l.StartsWith("__version__", StringComparison.Ordinal))?.Split('\'', '"') is [_, var version, ..]
            ? $"PyTorch {version} (LITEVAE_LIBTORCH)"
            : "the one of LITEVAE_LIBTORCH";
    }
}
