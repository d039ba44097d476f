namespace LiteVae.Codec.Diffusion;

/// <summary>Classifier-free guidance (Ho and Salimans 2022): predictions are led away from what they would be without the condition.</summary>
public static class Guidance
{
    /// <summary>u + weight (c - u), both halves computed in one batch.</summary>
    /// <param name="denoiseBoth">Predicts for twice the batch: the first half with the condition, the second without.</param>
    /// <param name="weight">1: the condition alone; above, samples agree more with it and vary less.</param>
    public static Denoise Guide(Denoise denoiseBoth, double weight)
    {
        ArgumentNullException.ThrowIfNull(denoiseBoth);
        return (latents, time, prediction) =>
        {
            var both = new double[2 * latents.Length];
            latents.CopyTo(both);
            latents.CopyTo(both.AsSpan(latents.Length));
            var predicted = new double[both.Length];
            denoiseBoth(both, time, predicted);
            for (var i = 0; i < latents.Length; i++)
                prediction[i] = predicted[latents.Length + i] + weight * (predicted[i] - predicted[latents.Length + i]);
        };
    }
}
