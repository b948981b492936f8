namespace VictimSupport.Blazor.Components.Layout;

/// <summary>What a light of the top bar says.</summary>
public enum LightState
{
    /// <summary>Not connected: nothing is sent anywhere.</summary>
    Off,

    /// <summary>Everything that was due is delivered.</summary>
    Clear,

    /// <summary>Something is on its way.</summary>
    Waiting,

    /// <summary>Something will not go on without a person.</summary>
    NeedsYou,
}
