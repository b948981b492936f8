namespace VictimSupport.Blazor.Hosting;

/// <summary>An address inside the program, whatever a visitor put into a link.</summary>
internal static class LocalAddress
{
    /// <summary>The address when it is a path of ours; otherwise the first page.</summary>
    public static string Of(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Any(char.IsControl) || address.Contains('\\', StringComparison.Ordinal))
        {
            return "/";
        }

        var rooted = address[0] == '/' ? address : $"/{address}";
        return rooted.StartsWith("//", StringComparison.Ordinal) || !Uri.TryCreate(rooted, UriKind.Relative, out _) ? "/" : rooted;
    }
}
