// The drawer at the side: focus goes in when it opens and back when it closes; Esc closes it; on a small screen, where it covers the page, Tab stays inside.
const covering = window.matchMedia("(max-width: 899px)");

const stops = (element) => [...element.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((stop) => !stop.disabled && stop.offsetParent !== null);

export function open(element, component) {
  const before = document.activeElement;
  const modal = () => {
    if (covering.matches) {
      element.setAttribute("aria-modal", "true");
    } else {
      element.removeAttribute("aria-modal");
    }
  };
  const onKey = (event) => {
    const isInside = element.contains(event.target);
    if (event.key === "Escape" && !event.defaultPrevented && (isInside || event.target === document.body)) {
      component.invokeMethodAsync("CloseByKey");
    } else if (event.key === "Tab" && covering.matches && isInside) {
      const all = stops(element);
      const edge = event.shiftKey ? all[0] : all.at(-1);
      if (all.length > 0 && (document.activeElement === edge || document.activeElement === element)) {
        event.preventDefault();
        (event.shiftKey ? all.at(-1) : all[0]).focus();
      }
    }
  };
  modal();
  covering.addEventListener("change", modal);
  document.addEventListener("keydown", onKey);
  (element.querySelector("[data-first]") ?? element).focus({ preventScroll: true });
  return {
    close() {
      covering.removeEventListener("change", modal);
      document.removeEventListener("keydown", onKey);
      const now = document.activeElement;
      if (!now || now === document.body || element.contains(now)) {
        (before?.isConnected && before !== document.body ? before : document.getElementById("main"))?.focus({ preventScroll: true });
      }
    },
  };
}
