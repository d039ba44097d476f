namespace LiteVae.Discriminators;

/// <summary>The kinds of discriminator (Table 10).</summary>
public enum DiscriminatorType
{
    /// <summary>A decision per pixel and one for the whole image (Schonfeld et al. 2020): the paper's choice.</summary>
    Unet,

    /// <summary>A decision per patch (Isola et al. 2017): that of VQGAN and latent diffusion.</summary>
    Patchgan,

    /// <summary>One decision for the image (Karras et al. 2020): that of ViT-VQGAN.</summary>
    Stylegan,
}
