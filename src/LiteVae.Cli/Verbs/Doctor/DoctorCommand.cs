using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Doctor.Checks;

namespace LiteVae.Cli.Verbs.Doctor;

internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var json = SharedOptions.Json();
        var command = new Command("doctor", "Look at everything that the tool needs or can use, and say what to do about what is missing.") { json };
        command.SetAction(parsed => new DoctorVerb(session).Run(parsed.GetValue(json)));
        return command;
    }

    /// <summary>The verb of the process that tries libtorch.</summary>
    public static Command CreateTorchProbe(Session session)
    {
        var command = new Command(TorchProbe.Verb, "Load libtorch for \"doctor\".") { Hidden = true };
        command.SetAction(_ => TorchProbe.Run(session));
        return command;
    }
}
