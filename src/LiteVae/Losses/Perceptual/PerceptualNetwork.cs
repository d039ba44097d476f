namespace LiteVae.Losses.Perceptual;

/// <summary>The networks whose features LPIPS compares.</summary>
public enum PerceptualNetwork
{
    /// <summary>VGG16: for training, and for every number in the paper.</summary>
    Vgg,

    /// <summary>AlexNet.</summary>
    Alex,

    /// <summary>SqueezeNet 1.1.</summary>
    Squeeze,
}
