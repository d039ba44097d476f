using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Tiles;
using LiteVae.Data;

namespace LiteVae.Server.Errors;

/// <summary>Which problem an exception is.</summary>
internal static class ProblemTranslation
{
    /// <summary>The problem, or null for an exception that only a defect of the service explains.</summary>
    public static ProblemException? Of(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(Problem.BodyTooLarge, exception.Message, exception),
        BadHttpRequestException bad => new(Problem.OfStatus(bad.StatusCode), bad.Message, bad),
        DatasetException or CheckpointException or ConfigException or TilingException or InvalidDataException => new(Problem.InvalidInput, exception.Message, exception),
        _ => null,
    };
}
