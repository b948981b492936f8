// A form that is filled in while somebody is on the telephone: digits choose among quick choices, Ctrl+Enter saves,
// and a text too long for the field stays on the screen instead of travelling (it would break the connection).
export function attach(root, component) {
  const fields = () => [...root.querySelectorAll("textarea[data-longest]")];
  const told = new Map();
  const isTooLong = (field) => field.value.length > Number(field.dataset.longest);
  const tell = (field) => {
    const tooLong = isTooLong(field);
    if ((told.get(field.dataset.name) ?? false) !== tooLong) {
      told.set(field.dataset.name, tooLong);
      component.invokeMethodAsync("Measure", field.dataset.name, tooLong ? Number(field.dataset.longest) : 0);
    }
  };
  const onChange = (event) => {
    if (event.target.matches("textarea[data-longest]")) {
      tell(event.target);
      if (isTooLong(event.target)) {
        event.stopImmediatePropagation();
      }
    }
  };
  const onInput = (event) => {
    if (event.target.matches("textarea[data-longest]")) {
      tell(event.target);
    }
  };
  const onKey = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) {
        event.preventDefault();
        // The field that is being typed in has not said yet what it holds.
        event.target.dispatchEvent(new Event("change", { bubbles: true }));
        form.requestSubmit();
      }
      return;
    }
    const quick = event.target.closest("[data-quick]");
    if (quick && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const choice = quick.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (choice) {
        event.preventDefault();
        choice.focus();
        choice.click();
      }
    }
  };
  root.addEventListener("change", onChange, true);
  root.addEventListener("input", onInput);
  root.addEventListener("keydown", onKey);
  root.querySelector("[data-start] input:checked, [data-start] textarea")?.focus();
  return {
    close() {
      root.removeEventListener("change", onChange, true);
      root.removeEventListener("input", onInput);
      root.removeEventListener("keydown", onKey);
      fields().forEach((field) => told.delete(field.dataset.name));
    },
  };
}
