using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Queue;

/// <summary>Encodes a picture, together with others that have the same shape once they are padded.</summary>
internal sealed class EncodeJob : Job<Latents>
{
    // On two cores and with two workers, company is worth a quarter at 64x64, and nothing from 128x128 on (docs/serving.md).
    private const long SmallPixels = 96 * 96;

    private readonly PictureInput _picture;
    private readonly LatentCodec _codec;

    public EncodeJob(PictureInput picture, LatentCodec codec, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        (_picture, _codec) = (picture, codec);
        var (rows, columns) = (Positions(picture.Height), Positions(picture.Width));
        if (rows * columns * codec.DownsamplingFactor * codec.DownsamplingFactor <= SmallPixels)
            BatchKey = (codec, rows, columns);
    }

    public override string Kind => "encode";

    public override void Run(IReadOnlyList<Job> batch, CancellationToken cancellationToken)
    {
        List<(EncodeJob Job, Picture Picture)> decoded = [];
        foreach (var job in batch.Cast<EncodeJob>())
        {
            try
            {
                decoded.Add((job, job._picture.Decode().AsPicture()));
            }
            catch (Exception e)
            {
                job.Fail(e); // the others of the batch go on
            }
        }
        if (decoded.Count == 0)
            return;
        var latents = _codec.Encode([.. decoded.Select(d => d.Picture)], null, cancellationToken);
        foreach (var (item, result) in decoded.Zip(latents))
            item.Job.Complete(result);
    }

    private long Positions(int pixels) => (pixels + _codec.DownsamplingFactor - 1) / _codec.DownsamplingFactor;
}
