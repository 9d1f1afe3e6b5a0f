// The review page, made quicker. Without this script its links and forms do the same.

const typing = (target) => target.closest("input, textarea, select, summary, [contenteditable]");

/** Open the box for a comment on the place of that key. */
function say(key) {
  const form = document.querySelector("#say");
  if (!form) return;
  if (key !== undefined) form.elements.path.value = key;
  form.elements.text.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** Put the cursor on the button that approves, or endorses, its confirmation open. */
function approve() {
  const verb = document.querySelector("[data-verb=approve]");
  if (!verb) return;
  verb.open = true;
  verb.querySelector("button[type=submit]").focus();
}

const KEYS = {
  j: () => document.querySelector("[rel=next]")?.click(),
  k: () => document.querySelector("[rel=prev]")?.click(),
  c: () => say(),
  a: approve,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#sheet .say");
  if (link) {
    event.preventDefault();
    say(link.dataset.say);
    return;
  }
  const cell = event.target.closest("#sheet td, #sheet th");
  const chosen = window.getSelection().toString(); // who copies from the form does not comment
  if (!cell || chosen || event.target.closest("a, button")) return;
  const way = cell.querySelector(":scope > .say");
  if (way) say(way.dataset.say);
});

document.documentElement.classList.add("pointed");
