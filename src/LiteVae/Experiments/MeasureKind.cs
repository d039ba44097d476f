namespace LiteVae.Experiments;

/// <summary>Where a measure comes from.</summary>
internal enum MeasureKind
{
    /// <summary>One value for each image, from reconstructions.</summary>
    Image,

    /// <summary>One value for all images, from reconstructions: comparable only between sets of one size.</summary>
    Set,

    /// <summary>A mean over images that is measured once for each group of images.</summary>
    Group,

    /// <summary>The course of the training.</summary>
    History,

    /// <summary>The networks, without a training.</summary>
    Cost,

    /// <summary>Samples of a diffusion model.</summary>
    Generation,
}
