using System.Text.Json.Nodes;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Verbs.Doctor;
using LiteVae.Cli.Verbs.Doctor.Checks;
using LiteVae.Distributed;
using LiteVae.Runtime;

namespace LiteVae.Cli.Tests;

public sealed class DoctorTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly string[] Names = [
        "processor", "memory", ".NET", "libtorch", "libvips", "Skia", "ONNX Runtime", "MPI", "mpirun",
        .. ThirdPartyFiles.All.Select(f => $"weights {f.Name}"), "cache", "temporary folder", "variables",
    ];

    [Fact]
    public void Here_everything_that_is_needed_works()
    {
        var json = Tool.Run("doctor", "--json").Expect(0).Json;
        Assert.True((bool)json["works"]!);
        var checks = json["checks"]!.AsArray().Select(c => c!.AsObject()).ToArray();
        Assert.Equal(Names, checks.Select(c => (string)c["name"]!));
        Assert.All(checks, c => Assert.Equal((string)c["state"]! == "ok", c["advice"] is null));
        Assert.All(checks.Where(c => (bool)c["essential"]!), c => Assert.Equal("ok", (string)c["state"]!));
        Assert.Contains("threads", Finding(checks, "libtorch"));
        Assert.Contains("PNG, JPEG, WebP, TIFF, AVIF", Finding(checks, "libvips"));
        var lines = Tool.Run("doctor").Expect(0).Results.Split('\n');
        foreach (var name in Names)
            Assert.Contains(lines, l => l[9..].StartsWith(name, StringComparison.Ordinal) && (l.StartsWith("ok", StringComparison.Ordinal) || l.StartsWith("missing", StringComparison.Ordinal) || l.StartsWith("warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_broken_libtorch_is_a_finding_and_the_other_checks_go_on()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = workspace.Folder("broken-libtorch");
        workspace.Text("broken-libtorch/libtorch_cpu.so", "no library at all");
        var environment = new Dictionary<string, string> { ["LITEVAE_LIBTORCH"] = folder };
        var outcome = Tool.Start(environment, "doctor", "--json").Finish();
        Assert.Equal(1, outcome.Code);
        var checks = outcome.Json["checks"]!.AsArray().Select(c => c!.AsObject()).ToArray();
        Assert.Equal(Names, checks.Select(c => (string)c["name"]!));
        Assert.Equal(["libtorch"], checks.Where(c => (bool)c["essential"]! && (string)c["state"]! != "ok").Select(c => (string)c["name"]!));
        Assert.Contains("does not load", Finding(checks, "libtorch"));
        Assert.Contains("Unset LITEVAE_LIBTORCH", (string)checks.Single(c => (string)c["name"]! == "libtorch")["advice"]!);

        environment["LITEVAE_LIBTORCH"] = workspace.Folder("no-libtorch");
        Assert.Contains("holds no libtorch_cpu.so", Finding([.. Tool.Start(environment, "doctor", "--json").Finish().Json["checks"]!.AsArray().Select(c => c!.AsObject())], "libtorch"));
    }

    [Fact]
    public void Kernels_that_there_are_not_end_nothing_but_their_check()
    {
        var outcome = Tool.Start(new Dictionary<string, string> { ["LITEVAE_KERNELS"] = "mmx" }, "doctor", "--json").Finish();
        Assert.Equal(1, outcome.Code);
        Assert.Contains("LITEVAE_KERNELS=mmx", Finding([.. outcome.Json["checks"]!.AsArray().Select(c => c!.AsObject())], "processor"));
    }

    [Fact]
    public void An_exception_is_a_finding_with_advice()
    {
        var result = new Check("library", true, () => throw new TypeInitializationException("Vips", new DllNotFoundException("libvips.so.42: not found."))).Run();
        Assert.Equal(CheckState.Missing, result.State);
        Assert.Contains("libvips.so.42: not found.", result.Advice);
        Assert.False(new DoctorReport([(new Check("library", true, () => result), result)]).Works);
        Assert.True(new DoctorReport([(new Check("library", false, () => result), result)]).Works);
    }

    [Fact]
    public void Each_check_judges_what_it_is_told()
    {
        Assert.Equal(CheckState.Ok, MachineChecks.Processor("a processor", "avx2", true, 4).State);
        Assert.Equal(CheckState.Warning, MachineChecks.Processor("a processor", "avx2", false, 4).State);
        Assert.Equal(CheckState.Warning, MachineChecks.Processor("a processor", "portable", true, 1).State);
        Assert.Equal(CheckState.Warning, MachineChecks.Memory(1 << 30).State);
        Assert.Equal(CheckState.Ok, MachineChecks.Memory(16L << 30).State);
        Assert.Contains("not AVIF", ImageChecks.Vips("8.0.0", ["AVIF"]).Finding);
        Assert.Equal(CheckState.Warning, FolderChecks.Cache("/cache", 0, writable: false).State);
        Assert.Equal(CheckState.Warning, FolderChecks.Temporary("/tmp", writable: true, free: 1000).State);
        Assert.Contains("TMPDIR", FolderChecks.Temporary("/tmp", writable: false, free: 1L << 40).Advice);
        var file = ThirdPartyFiles.All[0];
        Assert.Contains($"litevae weights fetch {file.Name}", WeightChecks.Judge(file, null).Advice);
        Assert.Equal(CheckState.Warning, WeightChecks.Judge(file, file.Bytes - 1).State);
        Assert.Equal(CheckState.Ok, WeightChecks.Judge(file, file.Bytes).State);
        Assert.Contains("apt-get install openmpi-bin", MpiChecks.Libraries([]).Advice);
        Assert.Contains("LITEVAE_MPI", MpiChecks.Libraries([], "/nowhere/libmpi.so").Advice);
        Assert.Equal("Open MPI 4.1.4 (libmpi.so.40)", MpiChecks.Libraries([new MpiInstallation("Open MPI 4.1.4", MpiFamily.OpenMpi, "libmpi.so.40")]).Finding);
        Assert.Equal(CheckState.Missing, MpiChecks.Launchers([]).State);
        Assert.Contains("the CUDA part", TorchCheck.Describe("2.10.0", TorchInstallation.Find(), new TorchReport(2, 0, "a library is missing.")).Finding.Replace("its CUDA part", "the CUDA part", StringComparison.Ordinal));
        Assert.Contains("2 CUDA devices", TorchCheck.Describe("2.10.0", TorchInstallation.Find(), new TorchReport(2, 2, null)).Finding);
    }

    [Fact]
    public void Variables_that_nobody_reads_are_told_with_the_nearest()
    {
        var result = VariableCheck.Judge(new Dictionary<string, string> { ["LITEVAE_KERNEL"] = "avx2", ["LITEVAE_THREADS"] = "2", ["HOME"] = "/" });
        Assert.Equal((CheckState.Warning, "LITEVAE_KERNEL=avx2, LITEVAE_THREADS=2"), (result.State, result.Finding));
        Assert.Contains("did you mean LITEVAE_KERNELS?", result.Advice);
        Assert.Equal("none is set", VariableCheck.Judge(new Dictionary<string, string>()).Finding);
    }

    [Fact]
    public void A_folder_can_be_written_where_a_file_can_be_made_in_it_or_above_it()
    {
        Assert.True(FolderChecks.CanBeWritten(workspace.At("not", "yet", "there")));
        Assert.False(Directory.Exists(workspace.At("not")));
        Assert.False(FolderChecks.CanBeWritten(workspace.Text("a-file", "content")));
        workspace.Text("sized/deep/a", "12345");
        Assert.Equal(5, FolderChecks.Size(workspace.At("sized")));
        Assert.Empty(Directory.GetFiles(workspace.At("sized")));
    }

    private static string Finding(IReadOnlyList<JsonObject> checks, string name) => (string)checks.Single(c => (string)c["name"]! == name)["finding"]!;
}
