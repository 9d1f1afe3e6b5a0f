// Undoing what was done to rows and blocks. Text typed in one cell is undone by the browser itself.

import { form } from "./sheet.js";
import { restore, same, snapshot, without } from "./snapshot.js";
import { offer, says, withdraw } from "./say.js";

const MOST = 50;
const button = document.querySelector("[data-undo]");
const states = [];
let structural = false;

/** Does something to rows, so that it can be undone; `word` names what the page then says, with the number it returns. */
export function undoable(act, word) {
  const before = snapshot();
  const number = act();
  const after = snapshot();
  if (same(before, after)) return;
  states.push({ before, after });
  if (states.length > MOST) states.shift();
  structural = true;
  button.disabled = false;
  if (word) offer("done", says(word, number), undo);
}

export function undo() {
  const state = states.pop();
  if (!state) return;
  restore(without(state.before, state.after, snapshot()));
  withdraw("done");
  button.disabled = !states.length;
  structural = states.length > 0;
}

export function watchUndo() {
  button.hidden = false;
  button.addEventListener("click", undo);
  form.addEventListener("input", () => {
    structural = false;
    withdraw("done");
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z" && structural) {
      event.preventDefault();
      undo();
    }
  });
}
