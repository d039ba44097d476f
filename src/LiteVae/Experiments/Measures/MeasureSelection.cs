using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;
using LiteVae.Evaluation.Inception;
using LiteVae.Experiments.Files;
using LiteVae.Losses.Perceptual;

namespace LiteVae.Experiments.Measures;

/// <summary>The figures that are measured here: what needs weights that are not on this machine is replaced or left out below the scale of the paper.</summary>
internal sealed class MeasureSelection
{
    private static readonly Dictionary<string, string> s_substitutes = new() { ["rfid"] = "rfid_random", ["fid"] = "fid_random" };

    private readonly List<string> _figures = [];
    private readonly List<string> _notices = [];
    private readonly Dictionary<string, string> _replaced = [];

    private MeasureSelection()
    {
    }

    /// <summary>The figures, by the names of <see cref="MeasureInfo"/>.</summary>
    public IReadOnlyList<string> Figures => _figures;

    /// <summary>What is replaced or left out, a sentence each.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Chooses.</summary>
    /// <param name="file">The experiment.</param>
    /// <param name="scale">At the scale of the paper, nothing is replaced.</param>
    /// <exception cref="CheckpointException">Weights are missing at the scale of the paper; the message has the command that brings them.</exception>
    public static MeasureSelection Of(ExperimentFile file, ExperimentScale scale)
    {
        var selection = new MeasureSelection();
        foreach (var figure in file.Measures.SelectMany(MeasureInfo.FiguresOf).Distinct())
        {
            var weights = WeightsOf(figure);
            if (scale == ExperimentScale.Paper)
                ThirdPartyWeights.Require(weights);
            if (weights.All(IsHere))
                selection._figures.Add(figure);
            else
                selection.Replace(figure, string.Join(' ', weights.Where(w => !IsHere(w))));
        }
        return selection;
    }

    /// <summary>The weights of third parties that a figure needs: names of <see cref="ThirdPartyFiles"/>.</summary>
    public static IReadOnlyList<string> WeightsOf(string figure) => figure switch
    {
        "lpips" => Lpips.WeightsOf(PerceptualNetwork.Vgg),
        "rfid" or "fid" => InceptionFeatures.Weights,
        _ => [],
    };

    /// <summary>Whether weights are on this machine.</summary>
    public static bool IsHere(string weights) => File.Exists(ThirdPartyWeights.PathOf(ThirdPartyFiles.Get(weights)));

    /// <summary>What is measured in the place of a figure: itself, its substitute, or null for nothing.</summary>
    public string? InPlaceOf(string figure) => _figures.Contains(figure) ? figure : _replaced.GetValueOrDefault(figure);

    private void Replace(string figure, string missing)
    {
        if (s_substitutes.TryGetValue(figure, out var substitute))
        {
            _replaced[figure] = substitute;
            if (!_figures.Contains(substitute))
                _figures.Add(substitute);
            _notices.Add($"{figure} needs weights that are not on this machine ({missing}). Measured in its place is {substitute}: the same distance in the features of a fixed random network. It tells trends and is no FID. For {figure} itself: litevae weights fetch {missing}");
        }
        else
        {
            _notices.Add($"{figure} needs weights that are not on this machine ({missing}) and is left out. To have it: litevae weights fetch {missing}");
        }
    }
}
