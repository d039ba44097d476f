using System.Collections.Concurrent;
using System.Diagnostics;
using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;
using LiteVae.Inference;

namespace LiteVae.Soak.Threads;

/// <summary>Calls one codec from many threads with pictures of mixed sizes for minutes: each result must be that of a single call, bit for bit.</summary>
internal static class ThreadSoak
{
    private const int Pictures = 24;

    /// <param name="arguments">threads=N, minutes=M, seed=S.</param>
    public static int Run(Arguments arguments)
    {
        var (threads, minutes, seed) = (arguments.Number("threads", 16), arguments.Number("minutes", 3), arguments.Number("seed", 1));
        Console.WriteLine($"{threads} threads on one codec for {minutes} minutes, seed {seed}");
        using var model = new Autoencoder(Presets.Get("litevae-s-mini"));
        using var codec = LiteVaeCodec.Create(model, new CodecOptions { Precision = InferencePrecision.Fp32 });
        var random = new Random(seed);
        var pictures = Enumerable.Range(0, Pictures).Select(_ =>
        {
            var (width, height) = (random.Next(8, 160), random.Next(8, 160));
            var pixels = new byte[3 * width * height];
            random.NextBytes(pixels);
            return new Picture(pixels, width, height);
        }).ToArray();
        var expected = pictures.Select(p => codec.Pictures.Reconstruct(p).Pixels.ToArray()).ToArray();

        var (calls, wrong) = (0L, 0L);
        var errors = new ConcurrentBag<Exception>();
        var clock = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            try
            {
                for (var i = number; clock.Elapsed < TimeSpan.FromMinutes(minutes); i++)
                {
                    var index = i * 7 % Pictures;
                    if (!codec.Pictures.Reconstruct(pictures[index]).Pixels.Span.SequenceEqual(expected[index]))
                        Interlocked.Increment(ref wrong);
                    Interlocked.Increment(ref calls);
                }
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        Console.WriteLine($"  {calls} calls, {wrong} with other bits, {errors.Count} threads ended by an exception{(errors.IsEmpty ? "" : $": {errors.First()}")}");
        return wrong == 0 && errors.IsEmpty ? 0 : 1;
    }
}
