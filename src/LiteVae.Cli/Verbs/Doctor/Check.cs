namespace LiteVae.Cli.Verbs.Doctor;

/// <summary>One thing that the tool needs or can use.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Essential">Whether the tool's work as a whole needs it.</param>
/// <param name="Look">Looks at it. Whatever it throws is a finding too.</param>
internal sealed record Check(string Name, bool Essential, Func<CheckResult> Look)
{
    /// <summary>Looks, and makes an exception a finding: one check never stops the others.</summary>
    public CheckResult Run()
    {
        try
        {
            return Look();
        }
        catch (Exception e)
        {
            return CheckResult.Missing(Failure.Describe(e).TrimEnd('.'), AdviceFor(e));
        }
    }

    // A library that does not load throws from a static constructor: what the loader said is inside.
    private static string AdviceFor(Exception e)
    {
        var cause = e.GetBaseException();
        return cause switch
        {
            DllNotFoundException or BadImageFormatException or EntryPointNotFoundException =>
                $"Install the tool again, whole and for this platform; the loader said: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}.",
            PlatformNotSupportedException or ArgumentException => "Change the variable that is named, or unset it.",
            _ => "Remove its cause, or report this line where the cause is not yours.",
        };
    }
}
