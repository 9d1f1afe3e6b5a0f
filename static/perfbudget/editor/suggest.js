// Suggestions for an indicator while its name is typed: from the library and last year's projects, never in the way.

import { categoryOf, column, form, read, rowOf, write, fit, cellsOf } from "./sheet.js";
import { undoable } from "./undo.js";
import { changed } from "./sheet.js";

const PAUSE = 200; // ms
const box = document.createElement("ul");
box.id = "suggestions";
box.setAttribute("role", "listbox");
box.hidden = true;

let timer, cell, found = [], chosen = -1, asked = 0;

function close() {
  clearTimeout(timer);
  asked += 1;
  box.hidden = true;
  chosen = -1;
  for (const name of ["aria-activedescendant", "aria-controls"]) cell?.removeAttribute(name);
}

async function ask() {
  const query = new URLSearchParams({ q: cell.value.trim(), category: categoryOf(rowOf(cell)).value });
  const mine = (asked += 1);
  try {
    const answer = await fetch(`${form.dataset.suggestions}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    found = (await answer.json()).suggestions;
  } catch {
    return; // no connection: nothing is suggested
  }
  if (document.activeElement !== cell || !found.length) return close();
  show();
}

function show() {
  box.replaceChildren(...found.map((each, index) => {
    const item = document.createElement("li");
    item.id = `suggestion-${index}`;
    item.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = each.name;
    const more = document.createElement("span");
    more.className = "quiet";
    more.textContent = [each.value, each.source].filter(Boolean).join(" · ");
    item.append(name, more);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
    return item;
  }));
  const place = cell.getBoundingClientRect();
  box.style.left = `${place.left + window.scrollX}px`;
  box.style.top = `${place.bottom + window.scrollY}px`;
  box.style.minWidth = `${place.width}px`;
  box.hidden = false;
  choose(-1);
  cell.setAttribute("aria-controls", box.id);
  box.setAttribute("aria-labelledby", cell.id);
}

function choose(index) {
  chosen = index;
  [...box.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  if (index < 0) cell.removeAttribute("aria-activedescendant");
  else cell.setAttribute("aria-activedescendant", `suggestion-${index}`);
}

/** Types the suggestion: its name, and the rest where nothing is typed yet. */
function take(index) {
  const row = rowOf(cell);
  const present = read(row);
  const { name, description, value, basis } = found[index];
  const rest = Object.entries({ description, value, basis }).filter(([field]) => !present[field].trim());
  undoable(() => write(row, { name, ...Object.fromEntries(rest) }));
  cellsOf(row).forEach(fit);
  close();
  changed();
}

export function watchSuggestions() {
  if (!form.dataset.suggestions) return;
  document.querySelector("main").append(box);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea.cell") || column(event.target) !== "name" || !rowOf(event.target)) return;
    cell = event.target;
    clearTimeout(timer);
    if (cell.value.trim()) timer = setTimeout(ask, PAUSE);
    else close();
  });
  form.addEventListener("focusout", close);
  form.addEventListener("keydown", (event) => {
    if (box.hidden || event.target !== cell || event.isComposing) return;
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (down && !event.altKey) choose((chosen + 1 + down + found.length + 1) % (found.length + 1) - 1);
    else if (event.key === "Enter" && chosen >= 0) take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
