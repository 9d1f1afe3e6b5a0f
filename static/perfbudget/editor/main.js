// The editing page, made live. Without this script it is a plain form whose buttons do the same.

import { changed, fit, form, leaveOut } from "./sheet.js";
import { watchKeys } from "./keys.js";
import { watchLive } from "./live.js";
import { watchPaste } from "./paste.js";
import { watchRows } from "./rows.js";
import { watchSaving } from "./save.js";
import { watchSuggestions } from "./suggest.js";
import { watchSums } from "./sums.js";
import { undoable, watchUndo } from "./undo.js";

document.documentElement.classList.add("live");
leaveOut(form);
for (const cell of form.querySelectorAll("textarea.cell")) fit(cell);
form.addEventListener("input", (event) => { if (event.target.matches("textarea.cell")) fit(event.target); });

watchUndo();
watchRows();
watchSuggestions(); // before the keys: an open list takes the arrows
watchKeys();
watchPaste();
watchSums();
watchLive((cell, text) => {
  undoable(() => { cell.value = text; });
  fit(cell);
  cell.focus();
  changed();
});
watchSaving();
const fresh = form.hasAttribute("data-fresh") && matchMedia("(hover: hover)").matches && form.querySelector("textarea.cell");
const asked = location.hash && form.elements.namedItem(decodeURIComponent(location.hash.slice(1)));
(form.querySelector("[aria-invalid=true]") || asked || fresh || null)?.focus();
