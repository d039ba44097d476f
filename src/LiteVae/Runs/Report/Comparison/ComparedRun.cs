using LiteVae.Pages.Charts;

namespace LiteVae.Runs.Report.Comparison;

/// <summary>One of several runs on a page.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="FullName">The run folder as it was given.</param>
/// <param name="Number">Its place among the runs, from 0.</param>
/// <param name="Data">All that its own report shows.</param>
internal sealed record ComparedRun(string Name, string FullName, int Number, ReportData Data)
{
    /// <summary>The style of its lines.</summary>
    public string Style => ChartFrame.Style(Number);
}
