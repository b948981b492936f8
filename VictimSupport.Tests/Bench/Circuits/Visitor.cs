using System.Net;
using System.Text.RegularExpressions;

namespace VictimSupport.Tests.Bench.Circuits;

/// <summary>A person's browser without a window: cookies, pages over HTTP, circuits.</summary>
internal sealed partial class Visitor(Uri root) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    public Uri Root => root;

    public CookieContainer Cookies => _cookies;

    public HttpClient Http => _http ??= new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = root };

    [GeneratedRegex("<input[^>]*name=\"(?<name>__RequestVerificationToken|_handler)\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.None, 2000)]
    private static partial Regex Hidden { get; }

    /// <summary>Signs in by the form, as a person does.</summary>
    public async Task SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        const string Address = "account/sign-in";
        var page = await Http.GetStringAsync(new Uri(Address, UriKind.Relative), cancellationToken);
        // The form of this page comes before those of its foot.
        var form = Hidden.Matches(page[page.IndexOf("<h1", StringComparison.Ordinal)..page.IndexOf("</main", StringComparison.Ordinal)])
            .ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        form["Form.Email"] = email;
        form["Form.Password"] = password;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await Http.PostAsync(new Uri(Address, UriKind.Relative), content, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"The sign-in answered {(int)answer.StatusCode}");
        }
    }

    public void Dispose() => _http?.Dispose();
}
