namespace LiteVae.Evaluation.Inception;

/// <summary>The conventions of FID: implementations differ in how images are resized to 299x299 and in the range of the network's input. A report names the convention.</summary>
public enum FidConvention
{
    /// <summary>pytorch-fid: bilinear with half-pixel centres, not antialiased; 2x - 1 for x in [0,1].</summary>
    PytorchFid,

    /// <summary>torch-fidelity: TensorFlow 1's bilinear; (x - 128) / 128 for x in [0,255].</summary>
    TorchFidelity,

    /// <summary>clean-fid: PIL's antialiased bicubic on floats, clamped but not quantized again; (x - 128) / 128.</summary>
    CleanFid,
}
