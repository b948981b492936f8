namespace VictimSupport.Blazor.Components.Staff.Screening;

/// <summary>An instrument to begin from. Its questions are invented for this purpose: an instrument that belongs to somebody is for the organisation to bring in.</summary>
internal static class InstrumentExample
{
    public const string Json = """
        {
          "parts": [
            {
              "key": "example",
              "title": ["Example", "Przykład", "Eżempju"],
              "questions": [
                { "key": "example-alone", "text": ["Alone most of the week?", "Przez większą część tygodnia w samotności?", "Waħdu l-biċċa l-kbira tal-ġimgħa?"] },
                { "key": "example-telephone", "text": ["A telephone of one’s own?", "Własny telefon?", "Telefon personali?"] },
                { "key": "example-neighbour", "text": ["A neighbour to knock at?", "Sąsiad, do którego można zapukać?", "Ġar li tista’ tħabbatlu?"] }
              ]
            }
          ],
          "rules": [
            {
              "key": "example-no-telephone",
              "when": [{ "question": "example-telephone", "is": "No" }],
              "level": "Raised",
              "isOnlineAdvised": false,
              "needsReview": false,
              "why": ["Without a telephone nobody can call for help.", "Bez telefonu nie można wezwać pomocy.", "Mingħajr telefon ħadd ma jista’ jċempel għall-għajnuna."]
            },
            {
              "key": "example-cut-off",
              "when": [
                { "question": "example-alone" },
                { "question": "example-telephone", "is": "No" },
                { "question": "example-neighbour", "is": "No" }
              ],
              "atLeast": 2,
              "level": "High",
              "isOnlineAdvised": false,
              "needsReview": true,
              "why": ["Whoever is cut off is found too late.", "Osobę odciętą od innych odnajduje się zbyt późno.", "Min hu maqtugħ jinstab tard wisq."]
            }
          ]
        }
        """;
}
