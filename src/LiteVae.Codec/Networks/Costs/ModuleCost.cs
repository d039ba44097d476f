namespace LiteVae.Codec.Networks.Costs;

/// <summary>What one module of a model makes, and what it costs for one image.</summary>
/// <param name="Name">Its name in the model file: "encoder.feature_extractor_L1".</param>
/// <param name="Depth">1 for encoder and decoder, 2 for their parts, and so on.</param>
/// <param name="OutputShape">Shape of its output for one image: [1,C,H,W].</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="Macs">Multiply-accumulates.</param>
public sealed record ModuleCost(string Name, int Depth, IReadOnlyList<long> OutputShape, long Parameters, long Macs)
{
    /// <summary>The module's share of the whole model's multiply-accumulates, 0 to 1.</summary>
    /// <param name="model">The cost of the model that the module is a part of.</param>
    public double ShareOf(ModelCost model) => (double)Macs / Math.Max(1, model.EncoderMacs + model.DecoderMacs);
}
