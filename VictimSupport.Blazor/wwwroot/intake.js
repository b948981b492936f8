// Sends what is typed on an intake page as it is typed, by ordinary requests: they need no circuit. What has not arrived is sent again until it has,
// and the strip says so. Nothing is kept in the browser beyond the open page.
const pause = 600;
const again = 2000;
const patience = 8000;
const pageId = crypto.randomUUID();
const waiting = new Map();
let count = 0;
let view;
let sending;
let timer;
let failed = false;
let signedOut = false;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function say(kind, text) {
  const place = view?.root.querySelector("[data-saved]");
  if (place) {
    place.textContent = text;
    place.className = `intake-saved ${kind}`;
  }
}

function report(savedAt) {
  const texts = view?.root.dataset;
  if (!texts) {
    return;
  }
  if (waiting.size === 0 && savedAt) {
    say("kept", texts.textSaved.replace("{0}", savedAt));
  } else if (failed) {
    say("late", signedOut ? texts.textSignedOut : texts.textTrying);
  } else if (waiting.size > 0) {
    say("", texts.textTyping);
  }
}

function fault(question, words) {
  const place = view?.root.querySelector(`[data-question="${CSS.escape(question)}"] [data-fault]`);
  if (place) {
    place.textContent = words ?? "";
    place.hidden = !words;
  }
}

// HTTP alone: also without a secure context, and before a page is left.
async function post(entry, keepalive = false) {
  const answer = await fetch("/intake/draft", {
    method: "POST", cache: "no-store", credentials: "same-origin", redirect: "manual", keepalive,
    signal: AbortSignal.timeout(patience), headers: { "Content-Type": "application/json" }, body: JSON.stringify(entry),
  });
  signedOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
  if (!answer.ok) {
    throw new Error("not kept");
  }
  return answer.json();
}

async function sendAll() {
  let savedAt;
  for (const [key, entry] of [...waiting]) {
    const answer = await post(entry);
    failed = false;
    fault(entry.question, answer.words);
    // What was typed meanwhile is sent in its turn.
    if (waiting.get(key) === entry) {
      waiting.delete(key);
    }
    savedAt = answer.savedAt ?? savedAt;
  }
  return savedAt;
}

async function sendUntilNothingWaits() {
  try {
    let savedAt;
    while (waiting.size > 0) {
      savedAt = (await sendAll()) ?? savedAt;
    }
    report(savedAt);
    return true;
  } catch {
    failed = true;
    report();
    timer = setTimeout(send, again);
    return false;
  }
}

// One sender at a time, until nothing waits; true when all has arrived. It is forgotten after it was noted, also where nothing waited:
// a finished one left standing would keep everything typed later from being sent.
function send() {
  clearTimeout(timer);
  sending ??= sendUntilNothingWaits().finally(() => {
    sending = undefined;
  });
  return sending;
}

window.sendWhatIsTyped = async () => {
  while (waiting.size > 0 && !(await send())) {
    await sleep(again);
  }
};

window.addEventListener("online", () => send());
window.addEventListener("beforeunload", (event) => {
  if (waiting.size === 0) {
    return;
  }
  for (const entry of waiting.values()) {
    post(entry, true).catch(() => {});
  }
  if (failed) {
    event.preventDefault();
  }
});

function read(question) {
  const chosen = (selector) => [...question.querySelectorAll(selector)];
  const state = question.querySelector("[data-state]:checked")?.value ?? "Answered";
  const fields = chosen("[data-answer]");
  const ticked = fields.filter((field) => field.checked).map((field) => field.value).join(" ");
  const value = fields.some((field) => field.type === "radio" || field.type === "checkbox") ? ticked : (fields[0]?.value ?? "");
  return { state, value };
}

function typed(event, isLeft) {
  const question = event.target.closest?.("[data-question]");
  if (!question) {
    return;
  }
  if (isLeft) {
    if (waiting.size > 0) {
      send();
    }
    return;
  }
  const root = view.root;
  if (event.target.matches("[data-answer]")) {
    const answered = question.querySelector('[data-state][value="Answered"]');
    if (answered) {
      answered.checked = true;
    }
  }
  const key = question.dataset.question;
  const { state, value } = read(question);
  const longest = Number(question.dataset.longest);
  // Never sent, never cut: it stays where it is, with the reason beside it.
  if (value.length > longest) {
    waiting.delete(`${root.dataset.topic}/${key}`);
    fault(key, root.dataset.textTooLong.replace("{0}", longest).replace("{1}", value.length));
    say("late", root.dataset.textNotSaved);
    question.dataset.tooLong = "";
    return;
  }
  delete question.dataset.tooLong;
  fault(key);
  waiting.set(`${root.dataset.topic}/${key}`, {
    case: root.dataset.case, topic: root.dataset.topic, question: key, state, value, seen: Number(root.dataset.seen), page: pageId, count: ++count,
  });
  report();
  clearTimeout(timer);
  timer = setTimeout(send, event.target.matches("[data-state], [type=radio], [type=checkbox]") ? 0 : pause);
}

async function save(step) {
  const tooLong = view.root.querySelector("[data-too-long]");
  if (tooLong) {
    focusQuestion(tooLong);
    return;
  }
  const { component } = view;
  // A field of the case's own that is being typed in has not said yet what it holds.
  const field = document.activeElement;
  if (view.root.contains(field) && field.matches("input, textarea") && !field.closest("[data-question]")) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (await send()) {
    await component.invokeMethodAsync("Save", step);
  }
}

function onKey(event) {
  if (!view || document.querySelector("dialog[open], .mud-dialog-container")) {
    return;
  }
  const step = event.altKey && event.key === "PageDown" ? 1 : event.altKey && event.key === "PageUp" ? -1 : undefined;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save(0);
  } else if (step) {
    event.preventDefault();
    save(step);
  } else if (event.key === "F8") {
    event.preventDefault();
    view.component.invokeMethodAsync("Danger");
  }
}

function focusQuestion(question) {
  (question.querySelector("[data-answer]:checked") ?? question.querySelector("[data-answer]"))?.focus();
}

/// Watches a page until it is stopped; the focus goes to the first question that is still open.
export function start(root, component) {
  const mine = { root, component };
  view = mine;
  const onInput = (event) => typed(event, false);
  const onLeave = (event) => typed(event, true);
  const onClick = (event) => {
    const button = event.target.closest?.("[data-save]");
    if (button) {
      save(Number(button.dataset.save));
    }
  };
  root.addEventListener("input", onInput);
  root.addEventListener("focusout", onLeave);
  root.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  const first = root.querySelector("[data-clash] input") ?? root.querySelector("[data-question][data-open]") ?? root.querySelector("[data-question]");
  if (first?.matches("[data-question]")) {
    focusQuestion(first);
  } else {
    first?.focus();
  }
  root.dataset.ready = "";
  return {
    focus: (key) => focusQuestion(root.querySelector(`[data-question="${CSS.escape(key)}"]`) ?? root),
    stop: () => {
      root.removeEventListener("input", onInput);
      root.removeEventListener("focusout", onLeave);
      root.removeEventListener("click", onClick);
      if (view === mine) {
        view = undefined;
        document.removeEventListener("keydown", onKey);
      }
    },
  };
}
