using MudBlazor;

namespace VictimSupport.Blazor.Components.Layout;

/// <summary>The one theme: warm ground, ink, teal for action, amber for "needs a decision", red for danger to a person only. <c>app.css</c> holds the same colours.</summary>
internal static class Look
{
    private static readonly string[] SystemFonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#faf7f2", BackgroundGray = "#f1ece4", Surface = "#fffdfa", Black = "#1f2a30",
            TextPrimary = "#1f2a30", TextSecondary = "#51606a", TextDisabled = "#6d7a83",
            Primary = "#0b5c63", PrimaryContrastText = "#ffffff", PrimaryDarken = "#084a50", PrimaryLighten = "#2d7f86",
            Secondary = "#45525b", SecondaryContrastText = "#ffffff",
            Tertiary = "#4d4f8b", TertiaryContrastText = "#ffffff",
            Info = "#0b5c63", InfoContrastText = "#ffffff", Success = "#256b3a", SuccessContrastText = "#ffffff",
            Warning = "#8a5200", WarningContrastText = "#ffffff", Error = "#b3261e", ErrorContrastText = "#ffffff",
            Dark = "#1f2a30", DarkContrastText = "#ffffff",
            ActionDefault = "#45525b", ActionDisabled = "#7b878f", ActionDisabledBackground = "#e6e0d6",
            LinesDefault = "#d9d1c5", LinesInputs = "#77828a", TableLines = "#e2dbd0", Divider = "#d9d1c5", DividerLight = "#e9e3d9",
            AppbarBackground = "#fffdfa", AppbarText = "#1f2a30", DrawerBackground = "#fffdfa", DrawerText = "#1f2a30", DrawerIcon = "#45525b",
            OverlayDark = "rgba(31,42,48,0.45)",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#14191c", BackgroundGray = "#1a2125", Surface = "#1d2428", Black = "#0d1113",
            TextPrimary = "#ece7de", TextSecondary = "#b3bcc1", TextDisabled = "#8d979d",
            Primary = "#6fcbd0", PrimaryContrastText = "#08292c", PrimaryDarken = "#58b3b8", PrimaryLighten = "#9ae0e4",
            Secondary = "#b3bcc1", SecondaryContrastText = "#14191c",
            Tertiary = "#b9bbf0", TertiaryContrastText = "#1a1b3a",
            Info = "#6fcbd0", InfoContrastText = "#08292c", Success = "#85d49b", SuccessContrastText = "#0b2a15",
            Warning = "#f2bd62", WarningContrastText = "#2e1d00", Error = "#ffb0a8", ErrorContrastText = "#3d0704",
            Dark = "#0d1113", DarkContrastText = "#ece7de",
            ActionDefault = "#b3bcc1", ActionDisabled = "#7f898f", ActionDisabledBackground = "#2a3338",
            LinesDefault = "#374147", LinesInputs = "#8d979d", TableLines = "#313b41", Divider = "#374147", DividerLight = "#2a3338",
            AppbarBackground = "#1d2428", AppbarText = "#ece7de", DrawerBackground = "#1d2428", DrawerText = "#ece7de", DrawerIcon = "#b3bcc1",
            OverlayDark = "rgba(0,0,0,0.6)",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "1rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = SystemFonts, FontSize = "1rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = SystemFonts, FontSize = "0.9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = SystemFonts, FontSize = "1rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = SystemFonts, FontSize = "0.875rem", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = SystemFonts, FontSize = "1.75rem", FontWeight = "650", LineHeight = "1.25", LetterSpacing = "-0.01em" },
            H2 = new H2Typography { FontFamily = SystemFonts, FontSize = "1.25rem", FontWeight = "650", LineHeight = "1.3", LetterSpacing = "normal" },
            H3 = new H3Typography { FontFamily = SystemFonts, FontSize = "1.0625rem", FontWeight = "650", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = SystemFonts, FontSize = "1.25rem", FontWeight = "650", LineHeight = "1.3", LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = SystemFonts, FontSize = "1rem", LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = SystemFonts, FontSize = "0.9375rem", FontWeight = "600", LetterSpacing = "normal" },
        },
    };
}
