namespace LiteVae.Codec.Interchange;

/// <summary>Whose names and files a model comes in.</summary>
public enum ModelForm
{
    /// <summary>Our model file: one safetensors file with the config in its metadata.</summary>
    LiteVae,

    /// <summary>A folder or file of Hugging Face's diffusers: <c>AutoencoderKL</c>.</summary>
    Diffusers,

    /// <summary>A file of CompVis's latent diffusion, by itself or within a whole Stable Diffusion checkpoint.</summary>
    CompVis,
}
