using System.IO.MemoryMappedFiles;

namespace LiteVae.Fuzz.Engine;

/// <summary>The input being read, in a mapped file: it outlives a process that ends without notice.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Header = 16;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="path">The file; it is created where it is missing.</param>
    /// <param name="maxLength">The longest input, in bytes.</param>
    public CurrentInput(string path, int maxLength)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Header + maxLength);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Notes the input that is about to be read.</summary>
    /// <param name="input">The input.</param>
    /// <param name="number">The number of inputs before it.</param>
    public void Set(byte[] input, long number)
    {
        _view.Write(0, number);
        _view.Write(8, input.Length);
        _view.WriteArray(Header, input, 0, input.Length);
    }

    /// <summary>The input, and the number of inputs before it.</summary>
    public (byte[] Input, long Number) Get()
    {
        var input = new byte[_view.ReadInt32(8)];
        _view.ReadArray(Header, input, 0, input.Length);
        return (input, _view.ReadInt64(0));
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
