using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Blazor.Components.Shared.Forms;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Tests.Components;

/// <summary>The pieces that every form is made of: what was refused stands at its field, is announced, and takes the focus.</summary>
public sealed class FormTests : BunitContext
{
    public FormTests()
    {
        Services.AddLocalization();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public async Task A_refusal_stands_beside_its_field_and_the_field_takes_the_focus()
    {
        var form = Form(() => new Refusal(RefusalCode.Required, "Email"), "Email", "Telephone");
        await form.Find("form").SubmitAsync();

        var refused = form.Find("input[aria-invalid=true]");
        Assert.Equal("Email", form.Find($"label[for={refused.Id}]").TextContent);
        var fault = form.Find($"#{refused.GetAttribute("aria-describedby")}");
        Assert.Equal("Please fill this in.", fault.TextContent);
        Assert.Single(form.FindAll(".fault"));
        Assert.Empty(form.FindAll("[role=alert]"));
        Assert.Contains(JSInterop.Invocations, call => call.Identifier == "Blazor._internal.domWrapper.focus");
    }

    [Fact]
    public async Task A_group_of_choices_that_is_refused_takes_the_focus_too()
    {
        var form = Render<RefusalForm>(parameters => parameters
            .Add(each => each.Submit, () => Task.FromResult<Refusal?>(new Refusal(RefusalCode.Required, "Outcome")))
            .Add(each => each.SubmitText, "Save")
            .AddChildContent<QuickChoice<string>>(choice => choice.Add(each => each.Label, "What was decided").Add(each => each.Name, "Outcome").Add(each => each.Options, [("a", "A"), ("b", "B")])));
        await form.Find("form").SubmitAsync();

        Assert.Equal("Please fill this in.", form.Find("fieldset .fault").TextContent);
        Assert.Contains(JSInterop.Invocations, call => call.Identifier == "Blazor._internal.domWrapper.focus");
    }

    [Fact]
    public async Task A_refusal_of_no_field_on_the_screen_is_announced_above_the_form()
    {
        var form = Form(() => new Refusal(RefusalCode.NotFound), "Email");
        await form.Find("form").SubmitAsync();

        Assert.Contains("no longer there", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(form.FindAll("[aria-invalid]"));
    }

    [Fact]
    public async Task What_was_refused_is_forgotten_when_the_next_save_is_done()
    {
        Refusal? answer = new(RefusalCode.Required, "Email");
        var form = Form(() => answer, "Email");
        await form.Find("form").SubmitAsync();
        answer = null;
        await form.Find("form").SubmitAsync();

        Assert.Empty(form.FindAll(".fault"));
    }

    [Fact]
    public async Task A_second_click_while_saving_saves_once()
    {
        var saving = new TaskCompletionSource<Refusal?>();
        var saves = 0;
        var form = Render<RefusalForm>(parameters => parameters
            .Add(form => form.SubmitText, "Save")
            .Add(form => form.Submit, () =>
            {
                saves++;
                return saving.Task;
            }));
        var first = form.Find("form").SubmitAsync();
        Assert.True(form.Find("button[type=submit]").HasAttribute("disabled"));
        await form.Find("form").SubmitAsync();
        saving.SetResult(null);
        await first;

        Assert.Equal(1, saves);
        Assert.False(form.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_choice_gives_the_value_behind_the_words()
    {
        int? chosen = null;
        var field = Render<ChoiceField<int>>(parameters => parameters
            .Add(choice => choice.Label, "Colour")
            .Add(choice => choice.Options, [(7, "teal"), (9, "plum")])
            .Add(choice => choice.Value, 7)
            .Add(choice => choice.ValueChanged, value => chosen = value));
        Assert.Equal("teal", field.Find("option[selected]").TextContent);
        await field.Find("select").ChangeAsync(new ChangeEventArgs { Value = "1" });
        Assert.Equal(9, chosen);
        await field.Find("select").ChangeAsync(new ChangeEventArgs { Value = "17" });
        Assert.Equal(9, chosen);
    }

    [Theory]
    [InlineData(0, 25, false)]
    [InlineData(0, 60, true)]
    public void A_pager_is_shown_when_there_is_more_than_a_page(int skip, int total, bool isShown)
    {
        var pager = Render<Pager>(parameters => parameters.Add(row => row.Skip, skip).Add(row => row.Total, total));
        Assert.Equal(isShown, pager.FindAll("nav").Count == 1);
    }

    [Fact]
    public async Task A_pager_stops_at_both_ends()
    {
        var skips = new List<int>();
        var pager = Render<Pager>(parameters => parameters.Add(row => row.Skip, 50).Add(row => row.Total, 60).Add(row => row.SkipChanged, skips.Add));
        Assert.True(pager.FindAll("button")[1].HasAttribute("disabled"));
        await pager.FindAll("button")[0].ClickAsync(new());
        Assert.Equal([25], skips);
    }

    private IRenderedComponent<RefusalForm> Form(Func<Refusal?> answer, params string[] fields) => Render<RefusalForm>(parameters => parameters
        .Add(form => form.SubmitText, "Save")
        .Add(form => form.Submit, () => Task.FromResult(answer()))
        .Add(form => form.ChildContent, builder =>
        {
            foreach (var name in fields)
            {
                builder.OpenComponent<TextField>(0);
                builder.SetKey(name);
                builder.AddAttribute(1, nameof(TextField.Label), name);
                builder.AddAttribute(2, nameof(TextField.Name), name);
                builder.CloseComponent();
            }
        }));
}
