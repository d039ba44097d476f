// A client of the service in one file: a picture to its latent and back.
//   dotnet run client.cs photo.png http://127.0.0.1:5080
using System.Net;
using System.Net.Http.Headers;

if (args is not [var path, ..])
{
    Console.Error.WriteLine("usage: dotnet run client.cs PICTURE [ADDRESS]");
    return 2;
}
using var http = new HttpClient { BaseAddress = new Uri(args.Length > 1 ? args[1] : "http://127.0.0.1:5080") };
if (Environment.GetEnvironmentVariable("LITEVAE_KEY") is { } key)
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

var latent = await PostAsync("/v1/encode", await File.ReadAllBytesAsync(path), "application/vnd.safetensors");
await File.WriteAllBytesAsync("latent.safetensors", latent);
var picture = await PostAsync("/v1/decode", latent, "image/png");
await File.WriteAllBytesAsync("decoded.png", picture);
Console.WriteLine($"latent.safetensors: {latent.Length} bytes; decoded.png: {picture.Length} bytes");
return 0;

async Task<byte[]> PostAsync(string address, byte[] body, string accept)
{
    while (true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            continue;
        }
        var content = await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode ? content : throw new HttpRequestException(System.Text.Encoding.UTF8.GetString(content));
    }
}
