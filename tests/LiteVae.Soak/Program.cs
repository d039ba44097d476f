using LiteVae.Soak;
using LiteVae.Soak.Clocks;
using LiteVae.Soak.Disks;
using LiteVae.Soak.Kills;
using LiteVae.Soak.Memory;
using LiteVae.Soak.Threads;

var soaks = new Dictionary<string, Func<Arguments, int>>
{
    ["kills"] = KillSoak.Run,
    ["memory"] = MemorySoak.Run,
    ["threads"] = ThreadSoak.Run,
    ["disk"] = DiskSoak.Run,
    ["clock"] = ClockSoak.Run,
};
if (args.Length == 0 || !soaks.TryGetValue(args[0], out var soak))
{
    Console.Error.WriteLine("""
        soak kills [count=100] [seed=S] [only=train|adversary|encode|diffusion]   kills work at random moments
        soak memory [reconstructions=5000] [steps=2000] [seed=S]        resident memory over time
        soak threads [threads=16] [minutes=3] [seed=S]                  one codec, many threads
        soak disk [folder=A-SMALL-FILE-SYSTEM]                          a full disk, and a folder that is read-only
        soak clock                                                      a clock that jumps (needs libfaketime)
        """);
    return 2;
}
return soak(new Arguments(args.Skip(1)));
