namespace LiteVae.Server.Errors;

/// <summary>A kind of error that clients can tell from others: the members of RFC 9457 that do not depend on the request.</summary>
/// <param name="Code">Its name, which stays: the last part of the problem's <c>type</c>, and the outcome in metrics.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is, for people.</param>
internal sealed record Problem(string Code, int Status, string Title)
{
    public static readonly Problem BadRequest = new("bad-request", 400, "The request is malformed.");
    public static readonly Problem Unauthorized = new("unauthorized", 401, "An API key is needed.");
    public static readonly Problem Forbidden = new("forbidden", 403, "The service does not do this for this request.");
    public static readonly Problem NotFound = new("not-found", 404, "There is no such page.");
    public static readonly Problem NoSuchModel = new("no-such-model", 404, "No model of that name is served.");
    public static readonly Problem NoSuchRun = new("no-such-run", 404, "There is no such run.");
    public static readonly Problem NoDiffusionModel = new("no-diffusion-model", 404, "No diffusion model is served.");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The page does not have this method.");
    public static readonly Problem NotAcceptable = new("not-acceptable", 406, "None of the accepted media types is offered.");
    public static readonly Problem RequestTimeout = new("request-timeout", 408, "The request came too slowly.");
    public static readonly Problem NotRunning = new("not-running", 409, "No training that could be stopped goes on.");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The request's body is too large.");
    public static readonly Problem TooManyPixels = new("too-many-pixels", 413, "The picture has too many pixels.");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "The request's body is of a type that is not read.");
    public static readonly Problem MisdirectedRequest = new("misdirected-request", 421, "The request is meant for another host.");
    public static readonly Problem InvalidInput = new("invalid-input", 422, "The request's content cannot be used.");
    public static readonly Problem QueueFull = new("queue-full", 429, "The service has as much work as it accepts.");
    public static readonly Problem RateLimited = new("rate-limited", 429, "The key has made as many requests as it may for now.");
    public static readonly Problem InternalError = new("internal-error", 500, "The service failed.");
    public static readonly Problem ModelUnavailable = new("model-unavailable", 503, "The model's file cannot be loaded.");
    public static readonly Problem Draining = new("draining", 503, "The service is being stopped.");
    public static readonly Problem DeadlineExceeded = new("deadline-exceeded", 504, "The work was not done by its deadline.");

    /// <summary>All kinds, for the page that explains them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        BadRequest, Unauthorized, Forbidden, NotFound, NoSuchModel, NoSuchRun, NoDiffusionModel, MethodNotAllowed, NotAcceptable, RequestTimeout, NotRunning, BodyTooLarge, TooManyPixels,
        UnsupportedMediaType, MisdirectedRequest, InvalidInput, QueueFull, RateLimited, InternalError, ModelUnavailable, Draining, DeadlineExceeded,
    ];

    /// <summary>The problem's <c>type</c>: where the service explains it.</summary>
    public string Type => $"/docs#{Code}";

    /// <summary>The kind that fits a bare status, which routing and the web server give.</summary>
    public static Problem OfStatus(int status) => All.FirstOrDefault(p => p.Status == status) ?? (status < 500 ? BadRequest : InternalError);
}
