using System.Globalization;
using System.Text;
using LiteVae.Data.Tar;

namespace LiteVae.Data.Shards;

/// <summary>Gathers members of a tar into samples, and those with an image into an index.</summary>
/// <param name="path">The tar, for messages.</param>
internal sealed class TarIndexBuilder(string path)
{
    /// <summary>The largest image file that is read, in bytes.</summary>
    public const int MaxImageBytes = 1 << 29;

    /// <summary>The largest JSON member that is told of, in bytes.</summary>
    public const int MaxJsonBytes = 1 << 24;

    /// <summary>The most bytes of a <c>.cls</c> member.</summary>
    public const int MaxLabelBytes = 32;

    private readonly MemoryStream _records = new();
    private readonly MemoryStream _names = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nextNumbers = new(StringComparer.Ordinal); // of names that came several times
    private readonly List<SkippedImage> _problems = [];
    private string? _problem;
    private long _unnamed;
    private readonly HashSet<string> _extensions = new(StringComparer.Ordinal);
    private string? _key;
    private (TarMember Member, bool IsPlain)? _image;
    private (long Offset, int Length) _json;
    private int _label = TarIndex.NoLabel;

    /// <summary>The number of members that belong to samples.</summary>
    public int Members { get; private set; }

    /// <summary>Adds the next member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="read">Reads its content, where that is needed: that of a small <c>.cls</c>.</param>
    /// <exception cref="DatasetException">The sample has a member with this extension already.</exception>
    public void Add(TarMember member, Func<TarMember, ReadOnlySpan<byte>> read)
    {
        if (SampleName.Of(member.Name) is not var (key, extension))
            return;
        Members++;
        if (key != _key)
            EndSample();
        _key = key;
        if (!_extensions.Add(extension))
            throw new DatasetException($"{path}: {SampleName.Safe(member.Name)} is there twice in a row; the files of a sample need different extensions.");
        switch (extension)
        {
            case "cls":
                _label = member.Length <= MaxLabelBytes ? ParseLabel(read(member)) : TarIndex.DamagedLabel;
                break;
            case "json" when member.Length <= MaxJsonBytes:
                _json = (member.Offset, (int)member.Length);
                break;
            case "json":
                Skip(member, $"has {member.Length} bytes; at most {MaxJsonBytes} are read");
                break;
            case var _ when new SampleName(key, extension).IsImage:
                AddImage(member, isPlain: !extension.Contains('.', StringComparison.Ordinal));
                break;
        }
    }

    /// <summary>Notes what is wrong with the tar as a whole.</summary>
    public void AddProblem(string reason) => _problem = reason;

    /// <summary>Notes a member whose path is too long to be read, where it would be an image.</summary>
    public void AddTooLong(TarMember member)
    {
        if (SampleName.Of(member.Name) is { IsImage: true })
            Skip(member, $"has a path of {member.Name.Length} characters; at most {TarScanner.MaxName} are read");
    }

    /// <summary>Ends the last sample.</summary>
    /// <param name="stamp">The state of the tar.</param>
    public TarIndex Finish(TarStamp stamp)
    {
        EndSample();
        if (_unnamed > 0)
            _problem = $"{(_problem is null ? "" : $"{_problem}; ")}{_unnamed} more of its members were passed over";
        if (_problem is not null)
            _problems.Add(new SkippedImage("", _problem));
        return new TarIndex(stamp, _records.ToArray(), _names.ToArray(), _problems);
    }

    // The image of a sample is the first one with an extension of one part, or else the first with one of several.
    private void AddImage(TarMember member, bool isPlain)
    {
        if (_image is { } earlier)
        {
            if (isPlain && !earlier.IsPlain)
                (_image, member) = ((member, true), earlier.Member);
            Skip(member, $"belongs to the same sample as {SampleName.Safe(_image.Value.Member.Name)}, whose image that is: a name counts up to its first dot");
            return;
        }
        _image = (member, isPlain);
    }

    private void EndSample()
    {
        if (_image is { Member: var image })
        {
            if (image.Length > MaxImageBytes)
                Skip(image, $"has {image.Length} bytes; at most {MaxImageBytes} are read");
            else
            {
                _names.Write(Encoding.UTF8.GetBytes(NameFor(image)));
                TarIndex.Append(_records, (image.Offset, (int)image.Length), _json, _label, checked((int)_names.Length));
            }
        }
        (_key, _image, _json, _label) = (null, null, default, TarIndex.NoLabel);
        _extensions.Clear();
    }

    // A tar may hold one path several times, and paths that differ in what is not safe.
    private string NameFor(TarMember image)
    {
        var name = SampleName.Safe(image.Name);
        if (_taken.Add(name))
            return name;
        for (var number = _nextNumbers.GetValueOrDefault(name, 2); ; number++)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(name, null)}~{number}{Path.GetExtension(name)}");
            if (!_taken.Add(numbered))
                continue;
            _nextNumbers[name] = number + 1;
            return numbered;
        }
    }

    // As many are named as are told of in the end; an index stays small whatever the tar holds.
    private void Skip(TarMember member, string reason)
    {
        if (_problems.Count == SkippedImages.MaxNamed)
            _unnamed++;
        else
            _problems.Add(new SkippedImage(NameInProblem(member), reason));
    }

    private static string NameInProblem(TarMember member) => SampleName.Safe(member.Name.Length <= TarScanner.MaxName ? member.Name
        : string.Create(CultureInfo.InvariantCulture, $"{TarScanner.Shown(member.Name)} (at byte {member.Offset})"));

    private static int ParseLabel(ReadOnlySpan<byte> content) =>
        int.TryParse(content.Trim(" \t\r\n"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var label) ? label : TarIndex.DamagedLabel;
}
