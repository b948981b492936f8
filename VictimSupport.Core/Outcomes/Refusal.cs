using System.Globalization;

namespace VictimSupport.Core.Outcomes;

/// <summary>A refusal: a code that programs read and words, in the reader's language, that say why and what to do next.</summary>
public sealed record Refusal(RefusalCode Code, string? Field = null, params IReadOnlyList<object> Arguments)
{
    /// <summary>The words in a language (en, pl, mt); never personal data.</summary>
    public string Describe(CultureInfo culture) =>
        string.Format(culture, RefusalTexts.Get(Code.ToString(), culture), [.. Arguments.Select(argument => argument is RefusalCode code ? RefusalTexts.Get(code.ToString(), culture) : argument)]);

    /// <summary>The words in the current interface language.</summary>
    public string Words => Describe(CultureInfo.CurrentUICulture);

    public override string ToString() => Code.ToString();
}

/// <summary>The reasons for which the product refuses what a user asked for; each has its words in <c>RefusalTexts.resx</c>.</summary>
public enum RefusalCode
{
    NotAllowed,
    NotFound,
    ChangedMeanwhile,
    Required,
    TooLong,
    NotAnEmail,
    NotATelephone,
    NotAnIdentityNumber,
    NotAnAddress,
    ControlCharacter,
    NotBetween,
    InThePast,
    InTheFuture,
    NotOnTheQuarterHour,
    WrongLength,
    EndBeforeStart,
    ClosedDay,
    OutsideOpeningHours,
    TooFarAhead,
    RoomTaken,
    PractitionerTaken,
    ClientTaken,
    RoomBlockedOutside,
    RoomClosed,
    RoomNotForMode,
    PractitionerAbsent,
    PractitionerOutsideHours,
    PractitionerNotActive,
    CaseClosed,
    DecisionFirst,
    CaseInIntake,
    CaseNotInIntake,
    IntakeNotDone,
    TopicIsRequired,
    NotADate,
    CaseNotClosed,
    ReasonNeeded,
    ReasonTooShort,
    NotOwn,
    SessionsToCome,
    ModeNotAllowed,
    AlreadyCancelled,
    AlreadyBegun,
    MessageBeingSent,
    NothingToDo,
    SeriesTooLong,
    SeriesLineOpen,
    NotRetryable,
    AlreadyDecided,
    NameTaken,
    InUse,
    TryAgain,
    ClockChange,
    NotAZone,
    LetterTaken,
    RoomHasIt,
    SignInRefused,
    WrongPassword,
    PasswordTooShort,
    PasswordTooEasy,
    LinkOver,
    LastAdministrator,
    TryLater,
    ReceivedInTheFuture,
    ReceivedTooLongAgo,
    NotAMoment,
    ChildrenPathNeeded,
    CaseStillOpen,
    CaseMadeAlready,
    AgeNotKnown,
    AgeInDoubt,
    NotAChild,
    DutyToReportOpen,
    SupportConsentNeeded,
    RecordsConsentNeeded,
    NotAGuardian,
    GuardianExcluded,
    AlreadyWaiting,
    WishedTimesDoNotFit,
    DayIsPast,
}
