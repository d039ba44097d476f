using LiteVae.Diffusion.Training;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Experiments;

/// <summary>Follows a reproduction.</summary>
public interface IReproductionObserver : IPreparationObserver
{
    /// <summary>Called before a run begins or goes on.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="name">What it is, in words.</param>
    /// <param name="number">Its number among all runs, from 1.</param>
    /// <param name="count">All runs.</param>
    /// <returns>Follows the training; disposed of at its end.</returns>
    ITrainingObserver Training(RunFolder run, string name, int number, int count);

    /// <summary>Called for a run that has finished before, or that another row has made.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="name">What it is, in words.</param>
    /// <param name="number">Its number among all runs, from 1.</param>
    /// <param name="count">All runs.</param>
    void Found(RunFolder run, string name, int number, int count);

    /// <summary>Called as rows are measured.</summary>
    /// <param name="what">What is measured, in words.</param>
    /// <param name="done">How much is done.</param>
    /// <param name="total">All.</param>
    void Measuring(string what, long done, long total);
}
