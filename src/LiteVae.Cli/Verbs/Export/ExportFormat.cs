namespace LiteVae.Cli.Verbs.Export;

/// <summary>The formats that models are written in.</summary>
internal enum ExportFormat
{
    /// <summary>Graphs for ONNX Runtime and other programs.</summary>
    Onnx,

    /// <summary>A folder of diffusers.</summary>
    Diffusers,

    /// <summary>A file of CompVis's latent diffusion.</summary>
    CompVis,

    /// <summary>Our model file.</summary>
    LiteVae,
}
