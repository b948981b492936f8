// The single keys of the shell. Nothing happens while somebody types, holds a modifier, or has a dialog open.
let page;

const isTyping = (element) =>
  element instanceof Element && (element.closest("input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=combobox]") !== null);

const dialogIsOpen = () => document.querySelector(".mud-dialog-container, .mud-drawer-overlay, dialog[open]") !== null;

function onKey(event) {
  if (event.key === "Escape") {
    document.querySelectorAll("details.user[open]").forEach((details) => {
      details.open = false;
      details.querySelector("summary").focus();
    });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || dialogIsOpen()) {
    return;
  }
  if (event.key === "/") {
    const search = document.getElementById("search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (["?", "b", "t"].includes(event.key)) {
    event.preventDefault();
    page?.invokeMethodAsync("Press", event.key);
  }
}

function onClick(event) {
  const skip = event.target.closest?.("a.skip");
  if (skip) {
    event.preventDefault();
    document.getElementById("main")?.focus();
    return;
  }
  document.querySelectorAll("details.user[open]").forEach((details) => {
    if (!details.contains(event.target)) {
      details.open = false;
    }
  });
}

export function listen(component) {
  page = component;
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}

export function leave() {
  page = undefined;
  document.removeEventListener("keydown", onKey);
  document.removeEventListener("click", onClick);
}
