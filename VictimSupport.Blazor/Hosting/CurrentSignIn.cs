using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Hosting;

/// <summary>
/// Asks every second whether the sign-in behind an open page still stands. What <see cref="ActiveAccounts"/> knows is at most four seconds old,
/// so an ended session or a removed role closes the page within five.
/// </summary>
internal sealed class CurrentSignIn(ILoggerFactory logs, ActiveAccounts accounts, LastActivity activity, TimeProvider time) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authenticationState);
        return !activity.IsIdle && await SignInCookies.StandsAsync(authenticationState.User, accounts, time, cancellationToken);
    }
}

/// <summary>When somebody last did something on an open page.</summary>
internal sealed class LastActivity(TimeProvider time) : CircuitHandler
{
    private long _at = time.GetTimestamp();

    /// <summary>Nobody has touched the page for as long as a sign-in may idle.</summary>
    public bool IsIdle => time.GetElapsedTime(Volatile.Read(ref _at)) > SignInCookies.Idle;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        Volatile.Write(ref _at, time.GetTimestamp());
        return next(context);
    };
}
