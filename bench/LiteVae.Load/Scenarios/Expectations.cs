using System.Globalization;

namespace LiteVae.Load.Scenarios;

/// <summary>What a scenario requires of the service: each is printed as it is checked.</summary>
internal sealed class Expectations
{
    /// <summary>0 where all have held, otherwise 1.</summary>
    public int ExitCode { get; private set; }

    public void Require(bool holds, FormattableString what)
    {
        Console.WriteLine($"  {(holds ? "ok    " : "FAILED")} {what.ToString(CultureInfo.InvariantCulture)}");
        if (!holds)
            ExitCode = 1;
    }

    public static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
