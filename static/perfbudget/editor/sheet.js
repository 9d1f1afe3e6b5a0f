// The form's rows: making, numbering and moving them, and merging the cells of their categories.

export const form = document.getElementById("sheet");

export const rowsOf = (list) => [...list.children].filter((child) => child.matches("[data-row]"));
export const listOf = (element) => element.closest("[data-list]");
export const rowOf = (element) => element.closest("[data-row]");
export const cellsOf = (row) => [...row.querySelectorAll("textarea.cell")];
export const categoryOf = (row) => row.querySelector("[data-category]");
export const template = (attribute) => document.querySelector(`template[${attribute}]`).content;

/** Tells the rest of the page that rows came, went or moved. */
export function changed() {
  form.dispatchEvent(new CustomEvent("sheet-changed"));
}

/** Gives the fields of a list the numbers of their rows, as the server counts them. */
export function renumber(list) {
  const name = list.dataset.list;
  const numbered = new RegExp(`^${name}-(\\d+|__n__)-`);
  rowsOf(list).forEach((row, index) => {
    for (const field of row.querySelectorAll("textarea, select, input")) {
      field.name = field.name.replace(numbered, `${name}-${index}-`);
      if (field.id) field.id = field.name;
      if (field.ariaLabel) field.ariaLabel = `${field.ariaLabel.split("，第")[0]}，第${index + 1}行`;
    }
    for (const button of row.querySelectorAll("[name=do]")) {
      button.value = button.value.replace(/^(up|down|copy|remove|place):(\w+):(\d+|__n__)$/, `$1:$2:${index}`);
    }
  });
  if (name === "indicators") mergeLevels(list);
  for (const cell of list.querySelectorAll("textarea.cell")) fit(cell);
}

/** Tab leads from cell to cell, as in a spreadsheet; what can be done with a row has keys of its own (Alt M). */
export function leaveOut(root) {
  for (const each of root.querySelectorAll("[data-tools] > summary, button.more")) each.tabIndex = -1;
}

/** A new, empty row of a list, with these texts by field. */
export function newRow(list, texts = {}) {
  const name = list.dataset.list;
  const row = template(`data-row-of=${name}`).querySelector("[data-row]").cloneNode(true);
  leaveOut(row);
  write(row, texts);
  return row;
}

/** The texts of a row by field, as the server names them. */
export function read(row) {
  const texts = {};
  for (const field of row.querySelectorAll("textarea.cell, select[data-category]")) texts[column(field)] = field.value;
  return texts;
}

export function write(row, texts) {
  for (const field of row.querySelectorAll("textarea.cell, select[data-category]")) {
    if (column(field) in texts) field.value = texts[column(field)];
  }
}

/** The field of a row's input: "value" of indicators-3-value. */
export const column = (field) => field.name.split("-")[2];

export const isBlank = (row) => cellsOf(row).every((cell) => !cell.value.trim());

/** Puts a row where the cells of its category merge: behind the last one of it, or where the framework's order wants it. */
export function place(list, row) {
  const order = [...categoryOf(row).options].map((option) => option.value);
  const key = categoryOf(row).value;
  const others = rowsOf(list).filter((other) => other !== row);
  const same = others.filter((other) => categoryOf(other).value === key);
  const later = others.find((other) => order.indexOf(categoryOf(other).value) > order.indexOf(key));
  if (same.length) same.at(-1).after(row);
  else if (later) later.before(row);
  else list.append(row);
}

/** One step up (-1) or down (+1); at the edge of a category a row goes over into the next one. */
export function step(list, row, direction) {
  const rows = rowsOf(list);
  const other = rows[rows.indexOf(row) + direction];
  if (!other) return false;
  const [mine, theirs] = [categoryOf(row), categoryOf(other)];
  if (mine && mine.value !== theirs.value) mine.value = theirs.value;
  else if (direction < 0) other.before(row);
  else other.after(row);
  return true;
}

/** Merges equal neighbours on both levels, as they print. */
export function mergeLevels(body) {
  for (const level of body.querySelectorAll("th.level")) level.remove();
  const rows = rowsOf(body);
  const names = rows.map((row) => {
    const chosen = categoryOf(row).selectedOptions[0];
    return chosen ? { key: chosen.value, one: chosen.parentElement.label ?? "", two: chosen.textContent } : { key: "", one: "", two: "" };
  });
  const run = (index, same) => {
    let length = 1;
    while (index + length < names.length && same(names[index + length], names[index])) length += 1;
    return length;
  };
  const sameOne = (a, b) => a.one === b.one;
  const sameTwo = (a, b) => a.one === b.one && a.two === b.two;
  rows.forEach((row, index) => {
    const before = names[index - 1];
    const cells = [];
    if (!before || !sameOne(before, names[index])) cells.push(level(names[index].one, run(index, sameOne)));
    if (!before || !sameTwo(before, names[index])) {
      const two = level(names[index].two, run(index, sameTwo));
      two.classList.add("two");
      if (names[index].key) two.append(more(names[index]));
      cells.push(two);
    }
    row.prepend(...cells);
  });
}

function level(text, rows) {
  const cell = template("data-level").querySelector("th").cloneNode(true);
  cell.textContent = text;
  cell.rowSpan = rows;
  return cell;
}

function more({ key, two }) {
  const button = template("data-more").querySelector("button").cloneNode(true);
  button.value = button.value.replace("__key__", key);
  button.title = button.title.replace("__name__", two);
  const words = button.querySelector(".visually-hidden");
  words.textContent = words.textContent.replace("__name__", two);
  button.tabIndex = -1;
  return button;
}

const fits = CSS.supports("field-sizing", "content");

/** As high as its text, where the browser does not see to it. */
export function fit(cell) {
  if (fits) return;
  cell.style.height = "auto";
  cell.style.height = `${cell.scrollHeight}px`;
}
