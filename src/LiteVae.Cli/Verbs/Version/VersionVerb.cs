namespace LiteVae.Cli.Verbs.Version;

/// <summary>Tells what this program is.</summary>
internal sealed class VersionVerb(Session session)
{
    public int Run(bool json)
    {
        var info = VersionInfo.Find();
        if (json)
        {
            session.Terminal.Result(info.ToJson());
            return ExitCode.Done;
        }
        session.Terminal.Result($"litevae {info.Version}{(info.Commit is { } commit ? $" (commit {commit})" : "")}");
        session.Terminal.Result($"libtorch {info.Libtorch ?? "of a version that is not known"}");
        session.Terminal.Result($"kernels  {info.Kernels}");
        session.Terminal.Result($"runtime  {VersionInfo.Runtime}");
        session.Terminal.Result($"system   {VersionInfo.System}, {VersionInfo.Architecture}");
        return ExitCode.Done;
    }
}
