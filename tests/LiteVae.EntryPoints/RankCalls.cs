using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LiteVae.Distributed;

namespace LiteVae.EntryPoints;

/// <summary>What each rank of a job does, by name: a launcher of MPI starts this program several times. Each takes a folder for the ranks' files.</summary>
internal static class RankCalls
{
    public static IReadOnlyDictionary<string, Action<string>> All { get; } = new Dictionary<string, Action<string>>
    {
        ["rank: place"] = folder => With(ranks => Write(folder, ranks, $"{ranks.Rank} {ranks.Size} {ranks.LocalRank} {ranks.LocalSize} {ranks.Host} {ranks.Description}")),
        ["rank: sums"] = folder => With(ranks => Write(folder, ranks, Sums(ranks))),
        ["rank: other collectives"] = _ => With(OtherCollectives),
        ["rank: null reference"] = _ => With(NullReference),
        ["rank: works alone"] = _ => Require(Communicator.Open(DistributedMode.Off).Size == 1),
        ["rank: long wait"] = folder => With(ranks =>
        {
            ranks.Barrier();
            if (ranks.Rank == 1)
                Thread.Sleep(2000);
            var before = Environment.CpuUsage.TotalTime;
            ranks.Barrier();
            Write(folder, ranks, (Environment.CpuUsage.TotalTime - before).TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }),
        ["rank: abort"] = _ => With(ranks =>
        {
            if (ranks.Rank == 1)
                ranks.Abort(7);
            ranks.Barrier();
        }),
        ["rank: killed"] = _ => With(ranks =>
        {
            ranks.Barrier();
            if (ranks.Rank == 1)
                Process.GetCurrentProcess().Kill();
            ranks.Barrier();
        }),
        ["rank: exception"] = _ => With(ranks =>
        {
            if (ranks.Rank == 1)
                Fail("rank 1 failed");
            ranks.Barrier();
        }),
        ["rank: different lengths"] = _ => With(ranks => ranks.Broadcast(new byte[ranks.Rank == 0 ? 1000 : 500])),
        ["rank: interrupted"] = _ =>
        {
            using var interruption = new CancellationTokenSource();
            var ranks = Communicator.Open(DistributedMode.Auto, TimeSpan.FromSeconds(0.2), interruption.Token);
            ranks.Barrier();
            if (ranks.Rank == 1)
                Thread.Sleep(Timeout.Infinite);
            interruption.CancelAfter(50);
            EndWithFailure(ranks.Barrier);
        },
    };

    private static void With(Action<ICommunicator> work)
    {
        EndWithFailure(() =>
        {
            var ranks = Communicator.Open(DistributedMode.Auto);
            work(ranks);
            ranks.Dispose();
        });
    }

    // As an application does: a message, an exit code, and no waiting for the others.
    private static void EndWithFailure(Action work)
    {
        try
        {
            work();
        }
        catch (CommunicationException e)
        {
            Fail(e.Message);
        }
    }

    private static void Fail(string message)
    {
        Console.Error.WriteLine(message);
        Environment.Exit(3);
    }

    private static void Write(string folder, ICommunicator ranks, string text) =>
        File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rank-{ranks.Rank}.txt")), text);

    private static string Sums(ICommunicator ranks)
    {
        List<string> hashes = [];
        foreach (var length in new[] { 1, 2, 3, 7, 64, 1000, 4099, 65_537, 1_000_003, 10_000_000 })
        {
            hashes.Add(Sum<float>(ranks, length, values => ranks.Sum(values)));
            hashes.Add(Sum<double>(ranks, length, values => ranks.Sum(values)));
        }
        return string.Join('\n', hashes);
    }

    private delegate void SumOf<T>(Span<T> values);

    /// <summary>Sums the same values twice, and compares some with sums made here.</summary>
    private static string Sum<T>(ICommunicator ranks, int length, SumOf<T> sum) where T : struct, System.Numerics.IFloatingPoint<T>
    {
        var (first, second) = (Values<T>(ranks.Rank, length), Values<T>(ranks.Rank, length));
        sum(first);
        sum(second);
        for (var i = 0; i < length; i += 1 + length / 100)
        {
            var expected = Enumerable.Range(0, ranks.Size).Sum(rank => double.CreateChecked(Value<T>(rank, i)));
            Require(Math.Abs(double.CreateChecked(first[i]) - expected) < 1e-4);
        }
        Require(MemoryMarshal.AsBytes(first.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(second.AsSpan())));
        return string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name} {length} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(first.AsSpan())))}");
    }

    private static T[] Values<T>(int rank, int length) where T : System.Numerics.IFloatingPoint<T>
    {
        var values = new T[length];
        for (var i = 0; i < length; i++)
            values[i] = Value<T>(rank, i);
        return values;
    }

    /// <summary>Numbers of different magnitudes whose sum depends on the order of its terms.</summary>
    private static T Value<T>(int rank, int i) where T : System.Numerics.IFloatingPoint<T>
    {
        var bits = (uint)(i * 2654435761L + rank * 40503L) * 2246822519u;
        return T.CreateTruncating((bits / (double)uint.MaxValue - 0.5) * (1 << (int)(bits % 8)));
    }

    private static void OtherCollectives(ICommunicator ranks)
    {
        foreach (var length in new[] { 0, 1, 1000, 1_000_000 })
        {
            for (var root = 0; root < ranks.Size; root++)
            {
                var bytes = new byte[length];
                if (ranks.Rank == root)
                    Array.Fill(bytes, (byte)(root + 1));
                ranks.Broadcast(bytes, root);
                Require(bytes.All(b => b == root + 1));

                var mine = new byte[length * ranks.Rank]; // none from rank 0
                Array.Fill(mine, (byte)ranks.Rank);
                var gathered = ranks.Gather(mine, root);
                Require(gathered is null == (ranks.Rank != root));
                Require(gathered is null || gathered.Select((part, rank) => part.Length == length * rank && part.All(b => b == rank)).All(right => right));
            }
            ranks.Barrier();
        }
    }

    // MPI's libraries handle signals, and .NET makes exceptions of one.
    private static void NullReference(ICommunicator ranks)
    {
        try
        {
            _ = LengthOf(null!);
            Require(false);
        }
        catch (NullReferenceException)
        {
            ranks.Barrier();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string text) => text.Length;

    private static void Require(bool condition, [CallerArgumentExpression(nameof(condition))] string expected = "")
    {
        if (!condition)
            throw new InvalidOperationException($"Expected {expected}.");
    }
}
