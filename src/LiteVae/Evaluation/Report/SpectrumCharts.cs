using LiteVae.Evaluation.Latents;
using LiteVae.Pages;
using LiteVae.Pages.Charts;

namespace LiteVae.Evaluation.Report;

/// <summary>The spectrum of each candidate's latent beside that of the images, both axes logarithmic.</summary>
internal static class SpectrumCharts
{
    private static readonly ChartFrame s_frame = new(Top: 12, Right: 14);
    private static readonly double[] s_marks = [0.0625, 0.125, 0.25, 0.5, 1];

    /// <summary>The charts; nothing where spectra were not measured.</summary>
    public static Markup Section(EvaluationReportData data)
    {
        var names = data.Names;
        var charts = data.Passes.SelectMany(p => p.Results).Where(r => r.Spectrum is not null).Select(r => Chart(r, r.Spectrum!, names)).ToList();
        return charts.Count == 0 ? Markup.Empty : Markup.Of($"""
            <section>
            <h2>Spectra</h2>
            <p class="note">Power over spatial frequency, as a share of Nyquist's: {ChartFrame.Key("s0", "latent")} of posterior samples, {ChartFrame.Key("s1", "image")} reduced to the latent's size. White noise is 1 everywhere. Diffusion models learn low frequencies first and best: a latent that holds more at high ones than images do is harder to learn.</p>
            <div class="charts">
            {Markup.Join(charts)}</div>
            </section>
            """);
    }

    private static Markup Chart(ReconstructionResult result, LatentSpectrum spectrum, ShortNames names)
    {
        double[] powers = [.. spectrum.Latent.Power.Concat(spectrum.Image.Power).Where(p => p > 0)];
        if (powers.Length == 0)
            return Markup.Empty;
        var vertical = s_frame.Vertical(powers);
        var lowest = Math.Log(spectrum.Latent.Frequencies[0]);
        double X(double frequency) => s_frame.RightEdge - (s_frame.RightEdge - ChartFrame.Left) * Math.Log(frequency) / lowest;
        Markup Line(SpectrumCurve curve, int color) => Markup.Of(
            $"<path class=\"s{color}\" d=\"{ChartFrame.Path(curve.Frequencies.Zip(curve.Power).Where(p => p.Second > 0).Select(p => (X(p.First), vertical.Position(p.Second))))}\"/>");
        var columns = s_marks.Where(m => Math.Log(m) >= lowest - 1e-9).Select(m => ChartFrame.Mark(X(m), EvaluationText.Number(m, "0.###")));
        return ChartFrame.Figure(
            Markup.Of($"{names.Draw(result.Name)}{(result.Resolution is { } side ? $", {side} px" : "")}"), Markup.Empty,
            $"{EvaluationText.Number(100 * spectrum.Latent.HighShare, "0.0")}% above half, image {EvaluationText.Number(100 * spectrum.Image.HighShare, "0.0")}%",
            $"Power of the latent of {result.Name} and of the image over spatial frequency",
            Markup.Join([s_frame.Grid(vertical), .. columns, s_frame.Titles("frequency (share of Nyquist's)", "power (white noise: 1)"), Line(spectrum.Image, 1), Line(spectrum.Latent, 0)]));
    }
}
