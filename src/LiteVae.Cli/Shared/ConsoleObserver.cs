using System.Globalization;
using LiteVae.Cli.Progress;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Cli.Shared;

/// <summary>Shows a training run to whoever started it.</summary>
internal sealed class ConsoleObserver(Terminal terminal) : ITrainingObserver
{
    private IProgressDisplay? _display;
    private string _losses = "";
    private string _score = "";

    public void RunStarted(RunInfo run)
    {
        terminal.Message($"Training {run.Model} ({string.Join(", ", run.Parts.Select(p => $"{Count(p.Parameters)} {p.Name}"))} parameters) on {run.Data}");
        terminal.Message($"  {string.Join(", then ", run.Phases.Select(p => $"{p.Steps} steps of {p.BatchSize} at {p.Detail}"))}; {run.Hardware}, {run.Threads} threads{(run.Ranks == 1 ? "" : $" on each of {run.Ranks} ranks")}");
        terminal.Message($"  run folder: {run.Folder}");
        if (run.ResumedAtStep > 0)
            terminal.Message($"  going on after step {run.ResumedAtStep} of {run.TotalSteps}");
        foreach (var notice in run.Notices)
            terminal.Warning(notice);
        _display = terminal.StartProgress(run.TotalSteps);
    }

    public void StepCompleted(StepInfo step) => _display?.Report(
        step.Step,
        $"{step.Phase.Name.Replace(" ", "")}{_losses}{_score}, {step.ImagesPerSecond:0.#} images/s, {Estimate.Duration(step.Remaining)} left");

    public void Logged(LogEntry entry)
    {
        var losses = entry.Values.Where(v => v.Key.StartsWith("loss/", StringComparison.Ordinal)).ToList();
        if (losses.Count > 0)
            _losses = string.Concat(losses.Select(v => $", {(v.Key == "loss/total" ? "loss" : v.Key[5..])} {v.Value:G3}"));
    }

    public void Sampled(SampleSheet sheet)
    {
        if (sheet is { Headline: { } headline, Score: { } score })
            _score = $", {headline.Title} {score.ToString(headline.ShortFormat, CultureInfo.InvariantCulture)} {headline.Unit}".TrimEnd();
    }

    public void Noticed(string message) => terminal.Warning(message);

    public void RunEnded(RunSummary summary) => Dispose();

    public void Dispose()
    {
        _display?.Dispose();
        _display = null;
    }

    private static string Count(long parameters) => parameters >= 1_000_000 ? $"{parameters / 1e6:0.0} M" : $"{parameters / 1e3:0.0} k";
}
