using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Security;

/// <summary>Every method of Core that takes an actor refuses one without roles: a door somebody forgot to lock fails here.</summary>
public sealed class EveryDoorTests
{
    // Not doors: they answer who an actor is, change the actor's own password, or (a part of the search) find nothing for who may not.
    private static readonly string[] NoDoors = ["ActiveAccounts.CurrentAsync", "SignIns.ChangePasswordAsync", "ClientNames.FindAsync", "RequestNames.FindAsync"];

    public static TheoryData<string> Doors => [.. Methods().Select(Name)];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_actor_without_roles_is_refused(string door)
    {
        var method = Methods().Single(each => Name(each) == door);
        await using var product = await Product.StartAsync();
        var nobody = new Actor(Guid.NewGuid(), "Nobody", Role.None);
        var service = product.Services.GetRequiredService(method.DeclaringType!);

        await Assert.ThrowsAsync<AccessDeniedException>(() => CallAsync(method, service, nobody));
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(AppDb).Assembly.GetExportedTypes()
        where type is { IsClass: true, IsAbstract: false } && type.Namespace?.StartsWith("VictimSupport.Core", StringComparison.Ordinal) == true
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetParameters().FirstOrDefault()?.ParameterType == typeof(Actor) && !NoDoors.Contains(Name(method)) && !method.Name.StartsWith("Deconstruct", StringComparison.Ordinal)
        where typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal)
        select method;

    private static async Task CallAsync(MethodInfo method, object service, Actor actor)
    {
        object?[] arguments = [actor, .. method.GetParameters().Skip(1).Select(parameter => Something(parameter.ParameterType))];
        var returned = method.Invoke(service, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await (returned as Task ?? (Task)returned.GetType().GetMethod("AsTask")!.Invoke(returned, null)!);
    }

    // Good enough to come to the door; nobody gets past it.
    private static object? Something(Type type)
    {
        if (type == typeof(string))
        {
            return "a purpose";
        }

        if (type == typeof(CancellationToken))
        {
            return TestContext.Current.CancellationToken;
        }

        if (type == typeof(int))
        {
            return 1;
        }

        if (type.IsValueType)
        {
            return Activator.CreateInstance(type);
        }

        if (type.IsInterface && type.IsGenericType && type.GenericTypeArguments.Length == 2)
        {
            return Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GenericTypeArguments));
        }

        if (type.IsInterface && type.IsGenericType)
        {
            var items = Array.CreateInstance(type.GenericTypeArguments[0], 1);
            items.SetValue(Something(type.GenericTypeArguments[0]), 0);
            return items;
        }

        // A form is a record: its values are made the same way.
        var constructor = type.GetConstructors().MaxBy(each => each.GetParameters().Length);
        return constructor is null || type.Namespace?.StartsWith("VictimSupport", StringComparison.Ordinal) != true
            ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Something(parameter.ParameterType))]);
    }
}
