namespace VictimSupport.Tests.Fixtures;

/// <summary>A folder that is gone when the test is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string name = "vs")
    {
        Path = Directory.CreateTempSubdirectory(name + "-").FullName;
    }

    public string Path { get; }

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still closing may write once more; the operating system clears its temporary folder.
        }
    }
}
