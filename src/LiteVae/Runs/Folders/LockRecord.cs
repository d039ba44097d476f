using System.Text.Json;

namespace LiteVae.Runs.Folders;

/// <summary>What a lock file says.</summary>
/// <param name="Process">Who holds the lock.</param>
/// <param name="Since">Since when.</param>
internal sealed record LockRecord(ProcessIdentity Process, DateTimeOffset Since)
{
    /// <summary>Reads a lock file; null where it is empty or was cut short by the end of the process that wrote it.</summary>
    public static LockRecord? Read(Stream file)
    {
        try
        {
            return JsonSerializer.Deserialize<LockRecord>(file) is { Process: { Host: not null, Started: not null } } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(FileStream file)
    {
        file.SetLength(0);
        JsonSerializer.Serialize(file, this);
        file.Flush(flushToDisk: true);
    }
}
