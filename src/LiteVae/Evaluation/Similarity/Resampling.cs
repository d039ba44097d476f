namespace LiteVae.Evaluation.Similarity;

/// <summary>How an image is brought to another size. The names say whose numbers it reproduces.</summary>
internal enum Resampling
{
    /// <summary>Linear between the two nearest centres, no antialiasing: PyTorch's bilinear with align_corners=False.</summary>
    PytorchBilinear,

    /// <summary>TensorFlow 1's bilinear: source = target x in / out, without the half pixel.</summary>
    Tensorflow1Bilinear,

    /// <summary>PIL's bicubic (a = -0.5), widened when shrinking, so that it does not alias.</summary>
    PilBicubic,
}
