// While somebody works, the sign-in is kept alive; an unattended page lets it run out.
const every = 5 * 60 * 1000;
let told = Date.now();

async function note() {
  if (Date.now() - told < every) {
    return;
  }
  told = Date.now();
  try {
    await fetch("/account/alive", { method: "GET", cache: "no-store", credentials: "same-origin", redirect: "error" });
  } catch {
    // Offline or signed out: the circuit says so itself.
  }
}

document.addEventListener("keydown", note, { passive: true });
document.addEventListener("pointerdown", note, { passive: true });
