using System.Globalization;
using LiteVae.Pages;

namespace LiteVae.Runs.Description;

/// <summary>How a final figure is shown at the top of the report.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Format">How the number is written, as a .NET format such as <c>0.00</c>.</param>
/// <param name="Note">How to read it: "higher is better".</param>
internal sealed record MetricTile(string Title, string Unit, string Format, string Note)
{
    /// <summary>Name and unit: "PSNR (dB)".</summary>
    public string Heading => Unit.Length == 0 ? Title : $"{Title} ({Unit})";

    public Markup Draw(double value) => Page.Tile(Title, Number(value), Unit, Note);

    public string Number(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
