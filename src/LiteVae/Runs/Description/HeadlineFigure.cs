using System.Globalization;

namespace LiteVae.Runs.Description;

/// <summary>The one figure by which a task judges its samples, and by which the best checkpoint is chosen.</summary>
/// <param name="Name">Its name in <c>metrics.jsonl</c> (after <c>eval/</c>) and in checkpoints.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Format">How it is written, as a .NET format such as <c>0.00</c>.</param>
/// <param name="HigherIsBetter">False where a lower figure is better.</param>
public sealed record HeadlineFigure(string Name, string Title, string Unit, string Format, bool HigherIsBetter = true)
{
    /// <summary>How it is written where there is little room.</summary>
    public string ShortFormat { get; init; } = Format;

    /// <summary>A value with its unit: "28.43 dB".</summary>
    public string Describe(double value) => $"{Number(value)}{(Unit.Length == 0 ? "" : " ")}{Unit}";

    /// <summary>A value without its unit: "28.43".</summary>
    public string Number(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
