// What the server says of what is typed, put at the cells: marks, what cannot be stored, what was tidied.

import { fit, form } from "./sheet.js";
import { says } from "./say.js";

const MARKS = ["flag", "error", "warning", "unsaved"];
const field = (name) => name && form.elements.namedItem(name);
const around = (cell) => cell.closest(".edit, td, li");

function unmark() {
  for (const place of form.querySelectorAll(".flag, .unsaved")) place.classList.remove(...MARKS);
  for (const note of form.querySelectorAll("p.problem")) note.remove();
  for (const cell of form.querySelectorAll("[aria-describedby], [aria-invalid], textarea[title]")) {
    for (const name of ["aria-describedby", "aria-invalid", "title"]) cell.removeAttribute(name);
  }
}

/** Marks the cells as the list beside the form says. */
export function mark(live) {
  unmark();
  for (const finding of live.querySelectorAll("[data-mark]")) {
    const cell = field(finding.dataset.mark);
    if (!cell || around(cell).classList.contains("flag")) continue;
    around(cell).classList.add("flag", finding.dataset.severity);
    cell.setAttribute("aria-describedby", finding.id);
    cell.title = finding.dataset.message;
  }
  for (const problem of live.querySelectorAll("[data-problem]")) {
    const cell = field(problem.dataset.problem);
    if (!cell) continue;
    around(cell).classList.add("unsaved");
    cell.setAttribute("aria-invalid", "true");
    cell.title = problem.dataset.message;
  }
}

/** Writes tidied values into their cells, if those still hold what was tidied. */
export function tidy(live) {
  for (const note of live.querySelectorAll("[data-tidied]")) {
    const cell = field(note.dataset.tidied);
    if (cell?.value.trim() === note.dataset.before.trim()) {
      cell.value = note.dataset.after;
      around(cell).classList.add("tidied");
      fit(cell);
    }
  }
}

export function count(live) {
  const left = Number(live.dataset.left);
  document.querySelector("[data-left-to-do]")?.replaceChildren(left ? says("left", left) : "");
}

/** A reason being written beside the form survives the list's being renewed. */
export function keepReasons() {
  const open = [...document.querySelectorAll("#live details[open]")].map((details) => {
    const text = details.querySelector("textarea");
    return text && { name: text.name, value: text.value, focus: document.activeElement === text, at: text.selectionStart };
  }).filter(Boolean);
  return () => {
    for (const { name, value, focus, at } of open) {
      const text = field(name);
      if (!text) continue;
      text.closest("details").open = true;
      text.value = value;
      if (focus) { text.focus(); text.setSelectionRange(at, at); }
    }
  };
}

/** Links beside the form lead into its cells; taking a suggestion types it, and undoing a tidied value types it back. */
export function watchLive(type) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#live a[href^='#']");
    const target = link && field(decodeURIComponent(link.hash.slice(1)));
    if (target) {
      event.preventDefault();
      target.focus();
      around(target).scrollIntoView({ block: "center" });
      return;
    }
    const take = event.target.closest("button[name=take]");
    if (take) {
      event.preventDefault();
      const at = take.value.indexOf("=");
      type(field(take.value.slice(0, at)), take.value.slice(at + 1));
    }
    const back = event.target.closest("[data-untidy]")?.closest("[data-tidied]");
    const cell = back && field(back.dataset.tidied);
    if (cell) {
      cell.dataset.asTyped = back.dataset.before;
      type(cell, back.dataset.before);
    }
  });
}
