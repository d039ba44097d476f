using Spectre.Console;

namespace LiteVae.Cli.Progress;

/// <summary>For terminals: a bar that Spectre redraws in the background.</summary>
internal sealed class ProgressBarDisplay : IProgressDisplay
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _total;
    private readonly Task _display;
    private readonly ProgressTask _task;

    public ProgressBarDisplay(IAnsiConsole console, long total)
    {
        _total = total;
        var started = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        _display = Task.Run(() => console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                started.SetResult(context.AddTask("starting", maxValue: Math.Max(1, total)));
                await _end.Task.ConfigureAwait(false);
            }));
        if (Task.WaitAny(started.Task, _display) == 1)
            _display.GetAwaiter().GetResult(); // it ended before it began: throws why
        _task = started.Task.Result;
    }

    public void Report(long done, string text)
    {
        _task.Value = done;
        _task.Description = Markup.Escape($"{done}/{_total}  {text}");
    }

    public void Dispose()
    {
        _end.TrySetResult();
        _display.GetAwaiter().GetResult();
    }
}
