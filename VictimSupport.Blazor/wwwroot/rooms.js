// Gestures of the room calendars. One set of listeners on the stage around grid or list; what may be done where is the server's to say.
const QUARTER = 15;
const THRESHOLD = 5; // px before a press becomes a drag
const PRESS = 350; // ms before a finger's press becomes a drag
const narrow = window.matchMedia("(max-width: 599px)");
let current;

export function attach(stage, component, words) {
  current?.end();
  current = new Gestures(stage, component, words);
  return narrow.matches;
}

export function detach() {
  current?.end();
  current = undefined;
}

export function focusOn(id) {
  current?.focusOn(id);
}

const number = (element, name) => Number(element.style.getPropertyValue(name)) || 0;
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

class Gestures {
  constructor(stage, component, words) {
    Object.assign(this, { stage, component, words, at: null, move: null, press: null });
    this.stop = new AbortController();
    const on = (type, handler, options) => stage.addEventListener(type, handler.bind(this), { signal: this.stop.signal, ...options });
    on("pointerdown", this.onDown);
    on("pointermove", this.onMove);
    on("pointerup", this.onUp);
    on("pointercancel", this.giveUp);
    on("pointerleave", () => this.show(this.hint, null));
    on("touchmove", (event) => this.move && event.preventDefault(), { passive: false });
    on("contextmenu", (event) => this.move && event.preventDefault());
    on("click", this.onClick);
    on("keydown", this.onKey);
    on("focusin", this.onFocus);
    on("focusout", this.onBlur);
    narrow.addEventListener("change", (event) => this.tell("BecomeNarrow", event.matches), { signal: this.stop.signal });
    this.observer = new MutationObserver((records) => this.onRedraw(records));
    this.observer.observe(stage, { childList: true, subtree: true });
    this.prepare();
    stage.dataset.ready = "true";
  }

  end() {
    this.stop.abort();
    this.observer.disconnect();
    clearTimeout(this.press?.timer);
  }

  tell(method, ...values) {
    return this.component.invokeMethodAsync(method, ...values);
  }

  say(text) {
    const told = this.stage.querySelector("[role=status]");
    if (told) {
      told.textContent = text;
    }
  }

  // ---- places -------------------------------------------------------------------------------------------------------

  get grid() {
    return this.stage.querySelector(".calendar");
  }

  get columns() {
    return [...this.stage.querySelectorAll(".calendar-slots")];
  }

  get first() {
    return Number(this.grid.dataset.first);
  }

  get last() {
    return this.first + Number(this.grid.dataset.minutes);
  }

  get isAcross() {
    return this.grid.dataset.axis === "x";
  }

  place(column, minute) {
    return { letter: column.dataset.letter, date: column.dataset.date, minute };
  }

  columnOf(place) {
    return this.columns.find((column) => column.dataset.letter === place.letter && column.dataset.date === place.date);
  }

  minuteIn(column, event) {
    const box = column.getBoundingClientRect();
    const part = this.isAcross ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    return this.first + part * (this.last - this.first);
  }

  columnUnder(event) {
    return this.columns.find((column) => {
      const box = column.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right && event.clientY >= box.top && event.clientY < box.bottom;
    });
  }

  /** What stands at a minute of a column, the gap after it included. */
  pieceAt(column, minute) {
    return [...column.querySelectorAll(".calendar-piece")].find((piece) => {
      const start = number(piece, "--s");
      return start < minute + QUARTER && minute < start + number(piece, "--l") + number(piece, "--g");
    });
  }

  floor(minute) {
    return Math.max(this.first, Math.min(this.last - QUARTER, Math.floor(minute / QUARTER) * QUARTER));
  }

  placeOf(piece) {
    const column = piece.closest(".calendar-slots");
    return this.place(column, Math.max(this.first, number(piece, "--s")));
  }

  /** Room, day and time as they are said. */
  wordsOf(place) {
    const day = this.columnOf(place)?.closest(".calendar-day").getAttribute("aria-label") ?? "";
    return `${this.words.room.replace("{0}", place.letter)}, ${day}, ${clock(place.minute)}`;
  }

  // ---- the layer: the keyboard's place, the pointer's hint, what is dragged ------------------------------------------

  prepare() {
    const layer = this.stage.querySelector(".calendar-layer");
    if (!layer || layer === this.layer) {
      return;
    }
    this.layer = layer;
    this.cursor = this.make("button", "calendar-cursor");
    this.cursor.type = "button";
    this.hint = this.make("div", "calendar-hint");
    this.ghost = this.make("div", "calendar-ghost");
    const column = this.at && this.columnOf(this.at) ? this.columnOf(this.at) : this.columns[0];
    if (column) {
      this.at = this.place(column, this.at?.minute ?? Math.min(this.last - QUARTER, this.first + 60));
      this.putCursor();
    }
  }

  make(name, className) {
    const element = document.createElement(name);
    element.className = className;
    element.hidden = name !== "button";
    this.layer.append(element);
    return element;
  }

  show(element, place, length = QUARTER) {
    if (!element) {
      return;
    }
    const column = place && this.columnOf(place);
    element.hidden = !column && element !== this.cursor;
    if (!column) {
      return;
    }
    const box = column.getBoundingClientRect();
    const origin = this.layer.getBoundingClientRect();
    const scale = (this.isAcross ? box.width : box.height) / (this.last - this.first);
    const start = (place.minute - this.first) * scale;
    const long = `${length * scale}px`;
    element.style.left = `${box.left - origin.left + (this.isAcross ? start : 0)}px`;
    element.style.top = `${box.top - origin.top + (this.isAcross ? 0 : start)}px`;
    element.style.width = this.isAcross ? long : `${box.width}px`;
    element.style.height = this.isAcross ? `${box.height}px` : long;
  }

  putCursor() {
    this.show(this.cursor, this.at, 4 * QUARTER);
    const text = `${clock(this.at.minute)} ${this.words.book}`;
    this.cursor.textContent = `+ ${text}`;
    this.cursor.setAttribute("aria-label", `${this.wordsOf(this.at)}, ${this.words.free}${this.words.book === this.words.free ? "" : `: ${this.words.book}`}`);
  }

  // ---- pointer ------------------------------------------------------------------------------------------------------

  onDown(event) {
    const piece = event.target.closest(".calendar-booking");
    if (!piece || event.button !== 0 || this.stage.dataset.mayMove !== "true" || piece.classList.contains("begun")) {
      return;
    }
    const column = piece.closest(".calendar-slots");
    this.press = { id: piece.dataset.id, piece, x: event.clientX, y: event.clientY, pointer: event.pointerId, isFinger: event.pointerType === "touch", grab: this.minuteIn(column, event) - number(piece, "--s") };
    if (this.press.isFinger) {
      this.press.timer = setTimeout(() => this.press && this.lift(this.press.piece, this.press), PRESS);
    }
  }

  onMove(event) {
    if (this.move && !this.move.byKeys) {
      this.moveTo(event);
      return;
    }
    if (this.press) {
      if (!this.press.isFinger && Math.hypot(event.clientX - this.press.x, event.clientY - this.press.y) > THRESHOLD) {
        this.lift(this.press.piece, this.press);
        this.moveTo(event);
      }
      return;
    }
    const column = event.pointerType === "mouse" && this.stage.dataset.mayBook === "true" ? event.target.closest(".calendar-slots") : null;
    const minute = column && this.floor(this.minuteIn(column, event));
    if (!column || event.target !== column || this.pieceAt(column, minute)) {
      this.show(this.hint, null);
      return;
    }
    this.hint.textContent = `+ ${clock(minute)} ${this.words.book}`;
    this.show(this.hint, this.place(column, minute), 4 * QUARTER);
  }

  onUp(event) {
    clearTimeout(this.press?.timer);
    this.press = null;
    if (this.move && !this.move.byKeys) {
      event.preventDefault();
      // The click that follows belongs to the drag.
      this.ignoreClick = true;
      setTimeout(() => { this.ignoreClick = false; });
      this.drop();
    }
  }

  onClick(event) {
    if (this.ignoreClick) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    const piece = event.target.closest(".calendar-piece");
    if (piece?.dataset.id) {
      this.tell("OpenBooking", piece.dataset.id);
    } else if (event.target === this.cursor) {
      this.choose(this.at);
    } else if (!piece) {
      const column = event.target.closest(".calendar-slots");
      if (column) {
        const minute = this.floor(this.minuteIn(column, event));
        if (!this.pieceAt(column, minute)) {
          this.choose(this.place(column, minute));
        }
      }
    }
  }

  choose(place) {
    this.at = place;
    this.putCursor();
    this.show(this.hint, null);
    if (this.stage.dataset.mayBook === "true") {
      this.tell("Choose", place.letter, place.date, place.minute);
    }
  }

  // ---- moving a session, by pointer or by keys ----------------------------------------------------------------------

  lift(piece, press) {
    const place = this.placeOf(piece);
    this.move = { id: piece.dataset.id, name: piece.textContent.trim().split("\n")[0], length: number(piece, "--l"), from: place, to: place, grab: press?.grab ?? 0, byKeys: !press, reach: null };
    clearTimeout(this.press?.timer);
    this.press = null;
    this.show(this.hint, null);
    piece.classList.add("lifted");
    this.grid.classList.add("moving");
    if (press) {
      try {
        this.stage.setPointerCapture(press.pointer);
      } catch {
        // The pointer was lifted in the same moment: its end follows.
      }
    } else {
      this.say(this.words.begun.replace("{0}", this.move.name));
    }
    this.draw();
    this.askReach();
  }

  async askReach() {
    const move = this.move;
    const reach = await this.tell("Reach", move.id);
    if (this.move !== move) {
      return;
    }
    if (!reach) {
      this.giveUp();
      return;
    }
    move.reach = reach;
    this.columns.forEach((column) => this.shade(column, reach[`${column.dataset.letter}|${column.dataset.date}`] ?? ""));
    this.draw();
  }

  /** Shades where the session may not begin. */
  shade(column, signs) {
    const stops = [];
    for (let start = 0; start < signs.length;) {
      let end = start;
      while (end < signs.length && signs[end] === signs[start]) {
        end++;
      }
      const colour = signs[start] === "." ? "transparent" : signs[start] === "h" ? "var(--reach-ask)" : "var(--reach-no)";
      stops.push(`${colour} ${(100 * start) / signs.length}% ${(100 * end) / signs.length}%`);
      start = end;
    }
    column.style.setProperty("--reach", `linear-gradient(${this.isAcross ? "to right" : "to bottom"}, ${stops.join(", ")})`);
  }

  signAt(place) {
    const signs = this.move.reach?.[`${place.letter}|${place.date}`];
    return signs === undefined ? undefined : signs[(place.minute - this.first) / QUARTER] ?? "x";
  }

  get isAtHome() {
    const { from, to } = this.move;
    return to && from.letter === to.letter && from.date === to.date && from.minute === to.minute;
  }

  moveTo(event) {
    const column = this.columnUnder(event);
    this.move.to = column ? this.place(column, Math.max(this.first, Math.min(this.last - QUARTER, Math.round((this.minuteIn(column, event) - this.move.grab) / QUARTER) * QUARTER))) : null;
    this.draw();
  }

  draw() {
    const { to, length } = this.move;
    const sign = to && this.signAt(to);
    this.ghost.className = `calendar-ghost ${!sign || this.isAtHome ? "" : sign === "." ? "free" : sign === "h" ? "ask" : "no"}`;
    this.ghost.textContent = to ? `${clock(to.minute)} · ${to.letter}${sign && !this.isAtHome ? ` · ${this.words[sign]}` : ""}` : "";
    this.show(this.ghost, to, length);
    this.grid.classList.toggle("no-drop", Boolean(to && sign && sign !== "." && sign !== "h"));
  }

  async drop() {
    const { id, to, isAtHome = this.isAtHome } = this.move;
    this.land();
    if (!to || isAtHome) {
      this.focusOn(id);
      return;
    }
    const answer = await this.tell("Drop", id, to.letter, to.date, to.minute);
    if (answer === "asked" || answer === "refused") {
      document.querySelector(".move-answer button")?.focus();
    } else {
      this.focusOn(id);
    }
  }

  giveUp() {
    clearTimeout(this.press?.timer);
    this.press = null;
    if (this.move) {
      const { id } = this.move;
      this.land();
      this.focusOn(id);
      this.say(this.words.givenUp);
    }
  }

  land() {
    this.move = null;
    this.ghost.hidden = true;
    this.grid?.classList.remove("moving", "no-drop");
    this.stage.querySelector(".lifted")?.classList.remove("lifted");
    this.columns.forEach((column) => column.style.removeProperty("--reach"));
  }

  // ---- keyboard -----------------------------------------------------------------------------------------------------

  onKey(event) {
    const piece = event.target.closest(".calendar-booking");
    if (event.ctrlKey || event.metaKey || event.altKey || !this.grid || !(piece || event.target === this.cursor)) {
      return;
    }
    const step = this.stepOf(event.key);
    const handled =
      this.move ? this.onMoveKey(event.key, step)
      : step ? this.go(step, piece)
      : event.key === "PageUp" || event.key === "PageDown" ? this.tell("Step", event.key === "PageUp" ? -1 : 1)
      : event.key === "m" && piece && this.stage.dataset.mayMove === "true" && !piece.classList.contains("begun") ? this.lift(piece)
      : event.key === "b" && !piece ? this.choose(this.at)
      : false;
    if (handled !== false) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** An arrow as [minutes, columns]. */
  stepOf(key) {
    const along = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    return along && (this.isAcross ? [along[1], along[0]] : along);
  }

  onMoveKey(key, step) {
    if (step) {
      const { to } = this.move;
      const columns = this.columns;
      const column = columns[Math.max(0, Math.min(columns.length - 1, columns.indexOf(this.columnOf(to)) + step[1]))];
      this.move.to = this.place(column, Math.max(this.first, Math.min(this.last - QUARTER, to.minute + step[0] * QUARTER)));
      this.draw();
      this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
      const sign = this.signAt(this.move.to);
      this.say(`${this.wordsOf(this.move.to)}${sign && !this.isAtHome ? `: ${this.words[sign]}` : ""}`);
    } else if (key === "Enter") {
      this.drop();
    } else if (key === "Escape") {
      this.giveUp();
    } else {
      return key === "Tab" ? false : undefined;
    }
    return true;
  }

  go([along, across], piece) {
    const columns = this.columns;
    const from = piece ? this.placeOf(piece) : this.at;
    const index = columns.indexOf(this.columnOf(from));
    const column = columns[Math.max(0, Math.min(columns.length - 1, index + across))];
    let minute = across ? (this.at?.minute ?? from.minute) : from.minute + along * QUARTER;
    if (piece && along > 0) {
      minute = Math.ceil((number(piece, "--s") + number(piece, "--l") + number(piece, "--g")) / QUARTER) * QUARTER;
    }
    this.stand(column, this.floor(minute));
  }

  /** Puts the focus on a place: on the session that is there, or on the free quarter. */
  stand(column, minute) {
    this.at = this.place(column, minute);
    const piece = this.pieceAt(column, minute);
    if (piece?.dataset.id) {
      piece.focus({ preventScroll: false });
      return;
    }
    this.putCursor();
    this.cursor.focus();
    if (piece) {
      this.say(piece.textContent);
    } else {
      this.say(this.cursor.getAttribute("aria-label"));
    }
  }

  focusOn(id) {
    const piece = id && this.stage.querySelector(`[data-id="${id}"], [data-list-id="${id}"]`);
    if (piece) {
      piece.focus();
    } else if (this.grid && this.at) {
      const column = this.columnOf(this.at) ?? this.columns[0];
      if (column) {
        this.stand(column, this.floor(this.at.minute));
      }
    }
  }

  onFocus(event) {
    const piece = event.target.closest(".calendar-booking");
    if (piece) {
      const { letter, date } = this.placeOf(piece);
      const isThere = this.at && this.at.letter === letter && this.at.date === date && this.pieceAt(piece.closest(".calendar-slots"), this.at.minute) === piece;
      this.at = isThere ? this.at : this.placeOf(piece);
      // Tab leaves the grid from here instead of going to the cursor.
      this.cursor.tabIndex = -1;
    }
    this.hadFocus = Boolean(piece) || event.target === this.cursor;
  }

  onBlur(event) {
    if (event.relatedTarget) {
      this.hadFocus = false;
    }
    if (this.cursor) {
      this.cursor.tabIndex = 0;
    }
  }

  // Somebody else's change may take away what has the focus or lies under a drag: go on at the same place.
  onRedraw(records) {
    if (records.every((record) => record.target.closest?.(".calendar-layer, [role=status]"))) {
      return;
    }
    this.prepare();
    if (!this.grid) {
      return;
    }
    if (this.move) {
      this.stage.querySelector(`[data-id="${this.move.id}"]`)?.classList.add("lifted");
      this.grid.classList.add("moving");
      this.askReach();
      return;
    }
    if (this.at && !this.columnOf(this.at) && this.columns.length > 0) {
      this.at = this.place(this.columns.find((column) => column.dataset.letter === this.at.letter) ?? this.columns[0], this.at.minute);
    }
    if (this.at && this.columnOf(this.at)) {
      this.at.minute = this.floor(this.at.minute);
      this.putCursor();
    }
    if (this.hadFocus && document.activeElement === document.body) {
      this.focusOn(null);
    }
  }
}
