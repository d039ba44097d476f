using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Data.Sharding;

namespace LiteVae.Cli.Verbs.Shard;

internal static class ShardCommand
{
    public static Command Create(Session session)
    {
        var data = new Argument<string>("data") { Description = "A folder of images, or tars: a folder of them, or 'train-{000000..000009}.tar'." };
        var output = SharedOptions.Output("The names of the tars, with a range of numbers in braces. As many are written as are needed.", "'train-{000000..000099}.tar'");
        var samples = SharedOptions.AtLeastOne(new Option<int?>("--samples-per-shard") { Description = $"Images in a tar, at most {ShardingOptions.MaxSamples}. [default: {ShardingOptions.MaxSamples}]" });
        var bytes = SharedOptions.AtLeastOne(new Option<long?>("--bytes-per-shard") { Description = $"Bytes of a tar. [default: {ShardingOptions.DefaultBytes}]" });
        var shortSide = SharedOptions.AtLeastOne(new Option<int?>("--short-side") { Description = "Shrink images whose short side is longer than this, in pixels. Without --format, they are written as jpg." });
        var format = new Option<string?>("--format") { Description = "Write images anew as jpg, png or webp; otherwise their files are copied as they are." };
        format.AcceptOnlyFromAmong("jpg", "png", "webp");
        var quality = SharedOptions.AtLeastOne(new Option<int?>("--quality") { Description = $"Quality of jpg and webp, 1 to 100. [default: {new ShardingOptions().Quality}]" });
        var labels = new Option<string?>("--labels") { Description = "With \"folders\", the first folder of an image's path is its class: a number for each image, and their names in classes.json." };
        labels.AcceptOnlyFromAmong("folders");
        var shuffle = new Option<ulong?>("--shuffle") { Description = "Put images into the tars in a random order that this number chooses; otherwise in the order of their paths.", HelpName = "seed" };
        var workers = SharedOptions.AtLeastOne(new Option<int?>("--workers") { Description = "Threads that read and encode; the tars do not depend on it. [default: all cores]" });
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace tars that are there already." };
        var json = SharedOptions.Json();

        var command = new Command("shard", "Put images into tars, as WebDataset reads them, with an index beside each.")
        {
            data, output, samples, bytes, shortSide, format, quality, labels, shuffle, workers, overwrite, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(quality) is not null && (result.GetValue(format) ?? (result.GetValue(shortSide) is null ? null : "jpg")) is null or "png")
                result.AddError("--quality goes with --format jpg or webp, or with --short-side.");
        });
        command.SetAction(parsed =>
        {
            var standard = new ShardingOptions();
            var options = new ShardingOptions
            {
                SamplesPerShard = parsed.GetValue(samples) ?? standard.SamplesPerShard,
                BytesPerShard = parsed.GetValue(bytes) ?? standard.BytesPerShard,
                ShortSide = parsed.GetValue(shortSide),
                Format = parsed.GetValue(format) switch { "jpg" => ShardImageFormat.Jpeg, "png" => ShardImageFormat.Png, "webp" => ShardImageFormat.WebP, _ => null },
                Quality = parsed.GetValue(quality) ?? standard.Quality,
                FolderLabels = parsed.GetValue(labels) is not null,
                ShuffleSeed = parsed.GetValue(shuffle),
                Workers = parsed.GetValue(workers) ?? Environment.ProcessorCount,
                Overwrite = parsed.GetValue(overwrite),
            };
            return new ShardVerb(session).Run(parsed.GetValue(data)!, parsed.GetValue(output)!, options, parsed.GetValue(json));
        });
        return command;
    }
}
