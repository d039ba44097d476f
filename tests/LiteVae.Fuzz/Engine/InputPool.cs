namespace LiteVae.Fuzz.Engine;

/// <summary>The inputs that mutations start from: the corpus, the seeds, and every later input with an outcome not seen before.</summary>
internal sealed class InputPool(FuzzTarget target, IReadOnlyList<byte[]> first)
{
    private const int MaxInputs = 4096;
    private const int MaxChanges = 6;
    private const long MaxAllocated = 16 << 20;

    private readonly List<byte[]> _inputs = first.Count > 0 ? [.. first] : [[]];
    private readonly List<byte[]> _whole = first.Count > 0 ? [.. first] : [[]];
    private readonly HashSet<string> _outcomes = [];

    /// <summary>The number of different outcomes that were seen.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>Makes an input.</summary>
    public byte[] Next(FuzzRandom random)
    {
        // Half of the inputs begin with one that is valid, so that what lies behind the first checks is reached.
        var input = random.Pick(random.OneIn(2) ? _whole : _inputs);
        for (var changes = 1 + random.Below(MaxChanges); changes > 0; changes--)
            input = Cut(Change(input, random));
        return input;
    }

    /// <summary>Keeps an input where its outcome is new.</summary>
    /// <param name="input">The input.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="refused">Whether the reader refused it.</param>
    /// <param name="allocated">Bytes that the reader allocated: what takes very much is read once, and not mutated.</param>
    public void Report(byte[] input, string outcome, bool refused, long allocated)
    {
        if (allocated > MaxAllocated)
        {
            if (_inputs.Count > 1 && _whole.Count > 1)
                _ = _inputs.Remove(input) && _whole.Remove(input);
            return;
        }
        if (_outcomes.Count >= MaxInputs || !_outcomes.Add(outcome))
            return;
        _inputs.Add(input);
        if (!refused)
            _whole.Add(input);
    }

    private byte[] Change(byte[] input, FuzzRandom random)
    {
        var other = random.Pick(_inputs);
        if (target.Structure is { } structure && !random.OneIn(4) && structure.Split(input) is { Count: > 0 } parts)
        {
            var part = random.Below(parts.Count);
            var others = structure.Split(other);
            var otherPart = others is { Count: > 0 } ? random.Pick(others) : other;
            parts[part] = Cut(Mutations.Apply(parts[part], otherPart, target.Dictionary, random, target.MaxLength));
            if (random.OneIn(16))
                Reorder(parts, random);
            return structure.Join(parts);
        }
        return Mutations.Apply(input, other, target.Dictionary, random, target.MaxLength);
    }

    private static void Reorder(List<byte[]> parts, FuzzRandom random)
    {
        var part = random.Below(parts.Count);
        var moved = parts[part];
        if (random.OneIn(2))
            parts.RemoveAt(part);
        if (random.OneIn(2) || parts.Count == 0)
            parts.Insert(random.Below(parts.Count + 1), moved);
    }

    private byte[] Cut(byte[] input) => input.Length <= target.MaxLength ? input : input[..target.MaxLength];
}
