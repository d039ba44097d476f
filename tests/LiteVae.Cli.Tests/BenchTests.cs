using System.Xml.Linq;

namespace LiteVae.Cli.Tests;

public sealed class BenchTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void Every_case_runs_in_its_own_process_beside_the_plain_modules()
    {
        var json = Tool.RunProcess(
            "bench", "encoder", "--preset", "litevae-s-mini", "--batch", "1", "--resolution", "32", "--repetitions", "1", "--seconds", "0",
            "--precision", "fp32", "--threads", "1", "--json").Expect(0).Json;
        Assert.True((double)json["peak_gflops"]!["fp32"]! > 0);
        var cases = json["cases"]!.AsArray().Where(c => (string)c!["part"]! == "encoder").ToList();
        Assert.Equal(["plain", "fast"], cases.Select(c => (string)c!["engine"]!));
        foreach (var one in cases)
        {
            Assert.Equal(("litevae-s-mini", "cpu"), ((string)one!["preset"]!, (string)one["device"]!));
            Assert.Equal((1, 32), ((int)one["batch"]!, (int)one["resolution"]!));
            Assert.True((double)one["images_per_second"]! > 0);
            Assert.True((double)one["gflops"]! > 0);
            Assert.True((double)one["peak_fraction"]! > 0);
            Assert.True((double)one["peak_memory_mib"]! > 50);
            Assert.True((double)one["processor_seconds"]! > 0);
        }
    }

    [Fact]
    public void Training_and_data_are_measured_too()
    {
        string[] few = ["--batch", "1", "--resolution", "16", "--repetitions", "1", "--seconds", "0", "--precision", "fp32", "--threads", "1", "--json"];
        var train = Tool.RunProcess(["bench", "train", "--preset", "litevae-s-mini", .. few]).Expect(0).Json;
        Assert.Equal(2, train["cases"]!.AsArray().Count(c => (string)c!["part"]! == "train"));
        var plot = workspace.At("plots", "data.svg");
        var data = Tool.RunProcess(["bench", "data", "--plot", plot, .. few]).Expect(0).Says(plot).Json;
        Assert.True((double)data["cases"]!.AsArray().Single(c => (string)c!["part"]! == "data")!["images_per_second"]! > 0);
        Assert.Contains("procedural, batch 1, loader", XElement.Load(plot).Value);
        var stored = Tool.RunProcess(["bench", "data", "--images", "3", .. few]).Expect(0).Json;
        Assert.Equal(["files", "tars"], stored["cases"]!.AsArray().Where(c => (string)c!["part"]! == "data").Select(c => (string)c!["preset"]!));
        Tool.Run("bench", "data", "--images", "3", "--data", "folder").Expect(ExitCode.WrongUse).Says("in the place of --data");
    }

    [Fact]
    public void Steps_of_sampling_are_measured_too()
    {
        var json = Tool.RunProcess(
            "bench", "diffusion", "--preset", "ldm-mini", "--batch", "1", "--resolution", "64", "--repetitions", "1", "--seconds", "0", "--threads", "1", "--json").Expect(0).Json;
        var cases = json["cases"]!.AsArray().Where(c => (string)c!["part"]! == "diffusion").ToList();
        Assert.Equal(["plain", "fast"], cases.Select(c => (string)c!["engine"]!));
        Assert.All(cases, c => Assert.True((double)c!["steps_per_second"]! > 0 && (double)c["gflops"]! > 0));
        Tool.Run("bench", "diffusion", "--precision", "bf16").Expect(ExitCode.WrongUse).Says("float32");
        Tool.Run("bench", "diffusion", "--resolution", "100").Expect(ExitCode.WrongUse).Says("multiple of 8");
        Tool.Run("bench", "diffusion", "--preset", "litevae-b").Expect(ExitCode.WrongUse).Says("ldm-mini");
    }

    [Fact]
    public void A_device_that_is_not_there_is_found_before_anything_runs()
    {
        Tool.Run("bench", "encoder", "--device", "cuda:77").Expect(ExitCode.WrongUse).Says("--device cuda:77");
        Tool.Run("bench", "encoder", "--device", "abacus").Expect(ExitCode.WrongUse).Says("cpu, cuda, cuda:N or mps");
        Tool.Run("bench", "data", "--device", "cuda").Expect(ExitCode.WrongUse).Says("--device does not concern");
    }

    [Fact]
    public void A_wrong_preset_is_found_before_anything_runs() =>
        Tool.Run("bench", "encoder", "--preset", "litvae-b").Expect(ExitCode.WrongUse).Says("litevae-b");
}
