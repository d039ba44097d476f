using LiteVae.Soak.Kills;

namespace LiteVae.Soak.Disks;

/// <summary>Trains on a file system that becomes full, and on a folder that is read-only: an error says so, nothing is half-written, and the run goes on once there is room.</summary>
internal static class DiskSoak
{
    private const int Steps = 60;

    /// <param name="arguments">folder=F, on a small file system of its own, such as a tmpfs of 256 MiB.</param>
    public static int Run(Arguments arguments)
    {
        var folder = arguments.Text("folder", "");
        if (folder.Length == 0 || new DriveInfo(folder).TotalSize > 1L << 30)
        {
            Console.Error.WriteLine("soak disk needs folder=F on a file system below 1 GiB, for example: mount -t tmpfs -o size=256m tmpfs F");
            return 2;
        }
        var failures = Full(folder) + ReadOnly();
        Console.WriteLine($"{failures} failures");
        return failures == 0 ? 0 : 1;
    }

    private static int Full(string folder)
    {
        using var elsewhere = new ScratchFolder();
        Tool.Expect(Work.Training(elsewhere["whole"], Steps, adversary: false).Arguments());
        using var small = new ScratchFolder(folder);
        var work = Work.Training(small["run"], Steps, adversary: false);
        // All but a little is taken, in steps: the disk is full at another moment each time.
        var failures = 0;
        var ballast = small["ballast"];
        foreach (var mebibytes in new[] { 2, 10, 18, 34, 50 })
        {
            File.Delete(ballast);
            Fill(ballast, new DriveInfo(folder).AvailableFreeSpace - ((long)mebibytes << 20));
            var (exit, messages) = Tool.Run(work.Arguments());
            var said = messages.Split('\n').LastOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? "";
            Console.WriteLine($"  {mebibytes} MiB free: exit {exit}; {said}");
            if (exit == 0)
                break;
            if (exit != 1 || said.Contains("unexpected", StringComparison.Ordinal) || said.Length == 0)
                failures++;
            if (!File.Exists(Path.Combine(small["run"], "config.yaml")) && Directory.Exists(small["run"]))
                Directory.Delete(small["run"], recursive: true); // nothing was begun
        }
        File.Delete(ballast);
        var (last, lastMessages) = Tool.Run(work.Arguments());
        if (last != 0)
        {
            Console.Error.WriteLine($"  with room again: exit {last}: {lastMessages}");
            return failures + 1;
        }
        var differences = work.Differences(elsewhere["whole"]);
        foreach (var difference in differences)
            Console.Error.WriteLine($"  after a full disk: {difference}");
        return failures + differences.Count;
    }

    private static int ReadOnly()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Console.WriteLine("  read-only folder: not tried, on Windows and as root, who may write everywhere");
            return 0;
        }
        using var folder = new ScratchFolder();
        var work = Work.Training(folder["run"], Steps, adversary: false);
        Tool.Expect(work.Arguments());
        File.SetUnixFileMode(work.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (exit, messages) = Tool.Run(["train", "--resume", work.Folder]);
        File.SetUnixFileMode(work.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Console.WriteLine($"  read-only folder: exit {exit}");
        return exit == 1 && messages.Contains(work.Folder, StringComparison.Ordinal) ? 0 : 1;
    }

    private static void Fill(string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Create);
        var block = new byte[1 << 16];
        for (; bytes > 0; bytes -= block.Length)
            file.Write(block.AsSpan(0, (int)Math.Min(bytes, block.Length)));
    }
}
