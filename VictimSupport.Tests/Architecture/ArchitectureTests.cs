using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using VictimSupport.Core.Data;
using VictimSupport.Tests.Fixtures;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace VictimSupport.Tests.Architecture;

/// <summary>What holds for the shape of the source, however it grows.</summary>
public sealed class ArchitectureTests
{
    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Core = new(() => new ArchLoader().LoadAssemblies(typeof(AppDb).Assembly).Build());

    [Fact]
    public void Core_knows_nothing_of_the_screens()
    {
        var references = typeof(AppDb).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("VictimSupport.Blazor", StringComparison.Ordinal)
            || name.StartsWith("MudBlazor", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal));
    }

    [Fact]
    public void Features_stand_in_no_circle() =>
        SliceRuleDefinition.Slices().Matching("VictimSupport.Core.(*)").Should().BeFreeOfCycles().Check(Core.Value);

    [Fact]
    public void The_database_knows_no_feature()
    {
        var features = Types().That().ResideInNamespaceMatching(@"^VictimSupport\.Core\.(?!Data)[A-Za-z]+");
        Types().That().ResideInNamespace("VictimSupport.Core.Data").Should().NotDependOnAny(features).Check(Core.Value);
        Types().That().ResideInNamespace("VictimSupport.Core.Scheduling").Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^VictimSupport\.Core\.(RoomLinks|RoomCalendars|Demo)")).Check(Core.Value);
    }

    [Fact]
    public void Ciphers_are_used_in_Security_only()
    {
        var touching = Core.Value.Types.Where(type => type.Dependencies.Any(dependency => dependency.Target.FullName.StartsWith("System.Security.Cryptography.Aes", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(touching);
        Assert.All(touching, type => Assert.StartsWith("VictimSupport.Core.Security", type.Namespace.FullName, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*.razor", 200)]
    [InlineData("*.cs", 400)]
    public void Files_fit_a_reader(string pattern, int most)
    {
        var long_ = Sources(pattern).Select(path => (Path: Path.GetRelativePath(Repository.Root, path), Lines: File.ReadLines(path).Count())).Where(file => file.Lines > most);
        Assert.Empty(long_);
    }

    [Fact]
    public void No_screen_writes_markup_from_text() =>
        Assert.Empty(Sources("*.razor").Concat(Sources("*.cs")).Where(path => path.Contains("VictimSupport.Blazor", StringComparison.Ordinal) && File.ReadAllText(path).Contains("MarkupString", StringComparison.Ordinal)));

    private static IEnumerable<string> Sources(string pattern) =>
        new[] { "VictimSupport.Core", "VictimSupport.Blazor", "VictimSupport.Tests" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.PathTo(project), pattern, SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Migrations" or "node_modules"));
}
