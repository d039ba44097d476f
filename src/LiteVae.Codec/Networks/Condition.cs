namespace LiteVae.Codec.Networks;

/// <summary>What the images of a batch depend on besides their feature maps: embedded once for each distinct condition.</summary>
/// <param name="embedding">[conditions,1,1,E].</param>
/// <param name="rows">The condition of each image.</param>
internal sealed unsafe class Condition(Features embedding, int[] rows)
{
    /// <summary>[conditions,1,1,E].</summary>
    public Features Embedding => embedding;

    /// <summary>Channels of what a layer has made of the embedding, for each image.</summary>
    /// <param name="projected">[conditions,1,1,C].</param>
    /// <param name="first">The first of the channels.</param>
    public ChannelValues ValuesOf(Features projected, int first = 0) => new(projected.Maps.Data + first, projected.Maps.Channels, rows);
}
