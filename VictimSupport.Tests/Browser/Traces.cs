using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Browser;

/// <summary>What a window leaves behind: addresses, titles, storage.</summary>
internal sealed class Traces
{
    private readonly ConcurrentQueue<string> _addresses = new();
    private readonly ConcurrentQueue<string> _titles = new();
    private readonly ConcurrentQueue<string> _stored = new();

    public IEnumerable<string> Addresses => _addresses;

    public IEnumerable<string> Titles => _titles;

    public IEnumerable<string> Stored => _stored;

    public void Follow(IPage page)
    {
        page.Request += (_, request) => _addresses.Enqueue(request.Url);
        page.FrameNavigated += (_, frame) => _addresses.Enqueue(frame.Url);
    }

    /// <summary>Notes the title and what the browser keeps at this moment.</summary>
    public async Task NoteAsync(IPage page)
    {
        _addresses.Enqueue(page.Url);
        _titles.Enqueue(await page.TitleAsync());
        _stored.Enqueue(await page.EvaluateAsync<string>("""
            async () => JSON.stringify([
              Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state,
              await indexedDB.databases(), await caches.keys()])
            """));
        _stored.Enqueue(await page.Context.StorageStateAsync());
    }

    /// <summary>The files under a folder whose bytes hold the text.</summary>
    public static IEnumerable<string> FilesWith(string folder, string text) => LiveFiles.Read(folder, _ => true)
        .Where(file => file.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || file.Bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0).Select(file => file.Path);
}
