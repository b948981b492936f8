using ArchUnitNET.Domain;
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
    public void Features_stand_in_no_circle()
    {
        var uses = Core.Value.Types
            .SelectMany(type => type.Dependencies.Select(dependency => (From: Feature(type), To: Feature(dependency.Target), By: $"{type.Name} uses {dependency.Target.Name}")))
            .Where(use => use.From is not null && use.To is not null && use.From != use.To)
            .ToLookup(use => use.From!, use => (To: use.To!, use.By), StringComparer.Ordinal);
        Assert.Contains("Scheduling", uses["RoomLinks"].Select(use => use.To));
        var reached = uses.ToDictionary(feature => feature.Key, feature => Reachable(feature.Key, uses), StringComparer.Ordinal);
        Assert.Empty(uses.SelectMany(feature => feature.Where(use => reached.GetValueOrDefault(use.To)?.Contains(feature.Key) == true).Select(use => $"{feature.Key} → {use.To}: {use.By}")).Distinct());
    }

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
        var tooLong = Sources(pattern).Select(path => (Path: Path.GetRelativePath(Repository.Root, path), Lines: File.ReadLines(path).Count())).Where(file => file.Lines > most);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_screen_writes_markup_from_text() =>
        Assert.DoesNotContain(Sources("*.razor").Concat(Sources("*.cs")), path => path.Contains("VictimSupport.Blazor", StringComparison.Ordinal) && File.ReadAllText(path).Contains("MarkupString", StringComparison.Ordinal));

    // The folder directly under VictimSupport.Core; null for what is outside, or in no feature.
    private static string? Feature(IType type) =>
        type.FullName.Split('.', '+') is ["VictimSupport", "Core", var feature, _, ..] ? feature : null;

    private static HashSet<string> Reachable(string from, ILookup<string, (string To, string By)> uses)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var feature))
        {
            foreach (var (to, _) in uses[feature].Where(use => reached.Add(use.To)))
            {
                open.Push(to);
            }
        }

        return reached;
    }

    private static IEnumerable<string> Sources(string pattern) =>
        new[] { "VictimSupport.Core", "VictimSupport.Blazor", "VictimSupport.Tests" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.PathTo(project), pattern, SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Migrations" or "node_modules"));
}
