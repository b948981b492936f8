namespace VictimSupport.Blazor.Components.Account;

/// <summary>The words of signing in and out.</summary>
public sealed class AccountTexts;
