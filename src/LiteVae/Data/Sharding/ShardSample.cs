using System.Globalization;
using System.Text;

namespace LiteVae.Data.Sharding;

/// <summary>The files of one sample.</summary>
/// <param name="Key">Their path up to the dot.</param>
/// <param name="Extension">That of the image.</param>
/// <param name="Image">The image's file.</param>
/// <param name="Label">The number of its class; null: none.</param>
/// <param name="Json">What describes it; null: nothing.</param>
internal sealed record ShardSample(string Key, string Extension, byte[] Image, int? Label, byte[]? Json)
{
    /// <summary>Names and contents in the order in which they are written: that of the extensions.</summary>
    public IEnumerable<(string Name, byte[] Content)> Members
    {
        get
        {
            List<(string Extension, byte[] Content)> members = [(Extension, Image)];
            if (Label is { } label)
                members.Add(("cls", Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture))));
            if (Json is not null)
                members.Add(("json", Json));
            return members.OrderBy(m => m.Extension, StringComparer.Ordinal).Select(m => ($"{Key}.{m.Extension}", m.Content));
        }
    }
}
