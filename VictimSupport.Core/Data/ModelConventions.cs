using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;

namespace VictimSupport.Core.Data;

/// <summary>How values are stored, the same on every provider: instants as UTC, local dates and times as such, enumerations by name.</summary>
internal static class ModelConventions
{
    public static void Apply(ModelConfigurationBuilder builder)
    {
        builder.Properties<Instant>().HaveConversion<InstantConverter>();
        builder.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        builder.Properties<LocalTime>().HaveConversion<LocalTimeConverter>();
        builder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40).AreUnicode(false);
        builder.Properties<string>().HaveMaxLength(400);
    }

    private sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
        value => value.ToDateTimeUtc(),
        value => Instant.FromDateTimeUtc(DateTime.SpecifyKind(value, DateTimeKind.Utc)));

    private sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(
        value => value.ToDateOnly(),
        value => LocalDate.FromDateOnly(value));

    private sealed class LocalTimeConverter() : ValueConverter<LocalTime, TimeOnly>(
        value => value.ToTimeOnly(),
        value => LocalTime.FromTimeOnly(value));
}
