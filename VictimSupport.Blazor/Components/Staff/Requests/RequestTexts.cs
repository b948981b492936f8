namespace VictimSupport.Blazor.Components.Staff.Requests;

/// <summary>The texts of requests, triage and procedures.</summary>
public sealed class RequestTexts;
