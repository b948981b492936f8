using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>Turns what was typed into sealed columns and back into fields to open.</summary>
internal static class RequestSealing
{
    public static Sealed<string> SealSaid(Guid requestId, string said, SubjectKey key) => key.Seal(RequestColumns.Said, requestId, said.Trim());

    public static void Apply(SupportRequest request, OpenedRequest texts, SubjectKey key)
    {
        request.Name = Seal(RequestColumns.Name, request.Id, texts.Name, key);
        request.Email = Seal(RequestColumns.Email, request.Id, texts.Email, key);
        request.Telephone = Seal(RequestColumns.Telephone, request.Id, texts.Telephone, key);
        request.Said = SealSaid(request.Id, texts.Said ?? "", key);
        request.HowToAnswer = Seal(RequestColumns.HowToAnswer, request.Id, texts.HowToAnswer, key);
        request.AgencyContact = Seal(RequestColumns.AgencyContact, request.Id, texts.AgencyContact, key);
        request.Answer = Seal(RequestColumns.Answer, request.Id, texts.Answer, key);
    }

    public static Sealed<string>? Seal(SealedColumn column, Guid rowId, string? text, SubjectKey key) => Words.OrNull(text) is { } value ? key.Seal(column, rowId, value) : null;

    public static IReadOnlyList<SealedField> Fields(SupportRequest request) =>
    [
        new(RequestColumns.Name, request.Id, request.Name),
        new(RequestColumns.Email, request.Id, request.Email),
        new(RequestColumns.Telephone, request.Id, request.Telephone),
        new(RequestColumns.Said, request.Id, request.Said),
        new(RequestColumns.HowToAnswer, request.Id, request.HowToAnswer),
        new(RequestColumns.AgencyContact, request.Id, request.AgencyContact),
        new(RequestColumns.Answer, request.Id, request.Answer),
    ];

    public static IReadOnlyList<SealedField> Fields(RequestDecision decision) =>
        [new(RequestColumns.DecisionWords, decision.Id, decision.Words), new(RequestColumns.AdultReason, decision.Id, decision.AdultReason)];

    /// <summary>The texts in the order of <see cref="Fields(SupportRequest)"/>.</summary>
    public static OpenedRequest Texts(IReadOnlyList<string?> opened) => new(opened[0], opened[1], opened[2], opened[3], opened[4], opened[5], opened[6]);

    public static OpenedRequest Texts(RequestForm form) => new(form.Name, form.Email, form.Telephone, form.Said, form.HowToAnswer, form.AgencyContact, null);
}
