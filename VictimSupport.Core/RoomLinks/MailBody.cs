using System.Net;
using System.Text;

namespace VictimSupport.Core.RoomLinks;

internal abstract record MailBlock;

internal sealed record Heading(string Words) : MailBlock;

internal sealed record Paragraph(string Words) : MailBlock;

internal sealed record Steps(IReadOnlyList<string> Lines) : MailBlock;

internal sealed record Points(IReadOnlyList<string> Lines) : MailBlock;

internal sealed record Link(string Address) : MailBlock;

/// <summary>One body written twice: as text for every reader, and as HTML with no picture, style sheet or other remote part.</summary>
internal sealed record MailBody(IReadOnlyList<MailBlock> Blocks)
{
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var block in Blocks)
        {
            var lines = block switch
            {
                Heading heading => [heading.Words],
                Paragraph paragraph => [paragraph.Words],
                Link link => ["    " + MailLine.Clean(link.Address, 500)],
                Steps steps => [.. steps.Lines.Select((line, index) => $"{index + 1}. {line}")],
                Points points => points.Lines.Select(line => "- " + line).ToArray(),
                _ => throw new InvalidOperationException("Unknown block " + block.GetType().Name),
            };
            text.AppendJoin('\n', lines).Append('\n');
            // A heading stands on its list, everything else is followed by an empty line.
            if (block is not Heading)
            {
                text.Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    public string ToHtml(string language)
    {
        var html = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"").Append(language).Append("\">\n<head><meta charset=\"utf-8\"></head>\n")
            .Append("<body style=\"font:16px/1.5 sans-serif;color:#1c1c1c;max-width:40em\">\n");
        foreach (var block in Blocks)
        {
            html.Append(block switch
            {
                Heading heading => $"<h2 style=\"font-size:1.1em\">{Encode(heading.Words)}</h2>",
                Paragraph paragraph => $"<p>{Encode(paragraph.Words)}</p>",
                Link link => $"<p>{Anchor(MailLine.Clean(link.Address, 500))}</p>",
                Steps steps => $"<ol>{string.Concat(steps.Lines.Select(line => $"<li>{Encode(line)}</li>"))}</ol>",
                Points points => $"<ul>{string.Concat(points.Lines.Select(line => $"<li>{Encode(line)}</li>"))}</ul>",
                _ => throw new InvalidOperationException("Unknown block " + block.GetType().Name),
            }).Append('\n');
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    // Only an https address becomes something to press; anything else stays words.
    private static string Anchor(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? $"<a href=\"{Encode(address)}\" rel=\"noreferrer\">{Encode(address)}</a>"
            : Encode(address);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
