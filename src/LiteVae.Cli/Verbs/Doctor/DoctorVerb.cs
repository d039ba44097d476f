using LiteVae.Cli.Verbs.Doctor.Checks;

namespace LiteVae.Cli.Verbs.Doctor;

/// <summary>Looks at everything that the tool needs or can use, and says what to do about what is missing.</summary>
internal sealed class DoctorVerb(Session session)
{
    public int Run(bool json)
    {
        var report = new DoctorReport([.. All().Select(check =>
        {
            session.CancellationToken.ThrowIfCancellationRequested();
            return (check, check.Run());
        })]);
        if (json)
            session.Terminal.Result(report.ToJson());
        else
            report.Print(session.Terminal);
        return report.Works ? ExitCode.Done : ExitCode.Failed;
    }

    private IEnumerable<Check> All() =>
    [
        new("processor", true, MachineChecks.Processor),
        new("memory", false, MachineChecks.Memory),
        new(".NET", true, MachineChecks.Runtime),
        new("libtorch", true, () => TorchCheck.Look(session.CancellationToken)),
        new("libvips", true, ImageChecks.Vips),
        new("Skia", true, ImageChecks.Skia),
        new("ONNX Runtime", false, ImageChecks.OnnxRuntime),
        new("MPI", false, MpiChecks.Libraries),
        new("mpirun", false, MpiChecks.Launchers),
        .. WeightChecks.All(),
        new("cache", false, FolderChecks.Cache),
        new("temporary folder", false, FolderChecks.Temporary),
        new("variables", false, VariableCheck.Look),
    ];
}
