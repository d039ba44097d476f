using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LiteVae.Pictures;

namespace LiteVae.Server.Tests.Studio;

/// <summary>A run folder that grows as a training's does, and a process that its lock names.</summary>
internal sealed class MadeUpRun : IDisposable
{
    private readonly string _folder;
    private Process? _process;

    public MadeUpRun(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "samples", "progress"));
        File.WriteAllText(Path.Combine(folder, "config.yaml"), "seed: 0\n");
        WriteReport(null);
    }

    /// <summary>Whether the process has ended.</summary>
    public async Task<bool> EndsAsync() => await Task.Run(() => _process!.WaitForExit(10_000));

    /// <summary>Writes the report's record, in which the run goes on or has ended.</summary>
    public void WriteReport(string? outcome) => File.WriteAllText(Path.Combine(_folder, "report.json"), JsonSerializer.Serialize(new
    {
        task = "autoencoder",
        run = new { recipe = "tiny", model = "tiny-model", total_steps = 100, total_images = 400 },
        summary = outcome is null ? null : new { outcome, step = 50, images = 200, elapsed = "00:01:40", peak_memory_mi_b = 100, metrics = new { }, baselines = Array.Empty<object>() },
        samples = new { step = 0, images = 0, headline = new { name = "psnr", title = "PSNR", unit = "dB", format = "0.00" }, rows = Array.Empty<object>() },
    }));

    /// <summary>Adds the numbers of a step.</summary>
    public void Step(int step) => File.AppendAllText(Path.Combine(_folder, "metrics.jsonl"), string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"step":{{step}},"images":{{4 * step}},"loss/total":{{1.0 / (1 + step)}},"eval/psnr":{{20 + 0.1 * step}},"images_per_second":2}{{"\n"}}"""));

    /// <summary>Adds the pictures of a step.</summary>
    public void Sample(int step)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"step-{step:00000000}.png");
        File.WriteAllBytes(Path.Combine(_folder, "samples", name), TestPictures.Png(32, 16, step));
        File.WriteAllBytes(Path.Combine(_folder, "samples", "progress", name), PngEncoder.Encode(TestPictures.Waves(16, 16, step)));
    }

    /// <summary>Starts a process, and writes a lock that names it.</summary>
    public void Lock()
    {
        _process = Process.Start(new ProcessStartInfo("sleep", "60")) ?? throw new InvalidOperationException("sleep cannot be started.");
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var started = $"{stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]} after boot {File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}";
        File.WriteAllText(Path.Combine(_folder, "run.lock"), JsonSerializer.Serialize(new
        {
            Process = new { _process.Id, Host = Environment.MachineName, Started = started },
            Since = DateTimeOffset.UtcNow,
        }));
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
    }
}
