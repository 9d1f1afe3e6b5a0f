// What the page says by itself. The words stand in the page's templates, in its language.

const saved = document.getElementById("saved");
const offers = document.getElementById("offers");
const words = (name) => document.querySelector(`template[data-says=${name}]`).content;

export function says(name, number) {
  const copy = words(name).cloneNode(true);
  if (number !== undefined) for (const node of copy.childNodes) node.textContent = node.textContent.replace("__n__", number);
  return copy;
}

/** The line beside the title: saving, saved, not saved yet. */
export function state(name, when) {
  saved.dataset.state = name;
  saved.replaceChildren(says(name, when));
}

/** A note above the form, one of each kind, perhaps with a way back. */
export function offer(kind, content, back) {
  withdraw(kind);
  const note = document.createElement("div");
  note.className = `alert alert-${kind === "done" ? "info" : "warning"} offer`;
  note.dataset.offer = kind;
  note.append(content);
  if (back) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.textContent = document.querySelector("[data-undo]").textContent;
    button.addEventListener("click", back);
    note.append(" ", button);
  }
  offers.append(note);
  return note;
}

export function withdraw(kind) {
  offers.querySelector(`[data-offer=${kind}]`)?.remove();
}
