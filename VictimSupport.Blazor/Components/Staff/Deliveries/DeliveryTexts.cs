namespace VictimSupport.Blazor.Components.Staff.Deliveries;

/// <summary>The words of the deliveries' screen.</summary>
public sealed class DeliveryTexts;
