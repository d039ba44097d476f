namespace LiteVae.Experiments;

/// <summary>A measured figure of a row: the mean over its trainings.</summary>
/// <param name="Name">"psnr".</param>
/// <param name="Resolution">Side of the images, in pixels; null where it is of no images.</param>
/// <param name="Value">The mean.</param>
/// <param name="Lower">The lower end of its 95% interval: over trainings where there are several, else over images or what it was measured over; null for none.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Trainings">The figure of each training.</param>
public sealed record MeasuredFigure(string Name, int? Resolution, double Value, double? Lower, double? Upper, IReadOnlyList<double> Trainings)
{
    /// <summary>The figure's name and unit: "psnr (dB)".</summary>
    public string Heading => MeasureInfo.Of(Name).Heading + (Resolution is { } side ? $", {side} px" : "");

    /// <summary>The figure with its interval, with as many digits as mean something: "21.62 [21.20, 22.03]".</summary>
    public string Text
    {
        get
        {
            var format = MeasureInfo.Of(Name).Format;
            string Number(double value) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
            return Lower is { } lower && Upper is { } upper ? $"{Number(Value)} [{Number(lower)}, {Number(upper)}]" : Number(Value);
        }
    }
}
