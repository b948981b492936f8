using System.Reflection;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace VictimSupport.Core.Data;

/// <summary>The database of the product; it knows no feature, each feature brings its own configuration.</summary>
public class AppDb : DbContext
{
    public AppDb(DbContextOptions<AppDb> options) : base(options)
    {
    }

    protected AppDb(DbContextOptions options) : base(options)
    {
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(Assembly.GetExecutingAssembly(), type => type.Namespace?.StartsWith("VictimSupport.Core.Keys", StringComparison.Ordinal) != true);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => ModelConventions.Apply(configurationBuilder);
}
