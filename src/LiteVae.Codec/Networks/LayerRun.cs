namespace LiteVae.Codec.Networks;

/// <summary>One run of a layer.</summary>
/// <param name="Name">The layer's name in the model file: "encoder.feature_extractor_L1.in_layer".</param>
/// <param name="Output">Its output, valid until the observer returns; without memory in a rehearsal.</param>
/// <param name="Macs">Multiply-accumulates of all images; 0 of a part whose layers have told theirs.</param>
internal readonly record struct LayerRun(string Name, FeatureMaps Output, long Macs);
