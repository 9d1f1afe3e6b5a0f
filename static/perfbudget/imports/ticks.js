// The button says how many tables are ticked, and all tables of a kind are ticked at once. Without this script one ticks
// them one by one.

const form = document.querySelector("#take");

if (form) {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  const tell = () => {
    const ticked = [...form.elements].filter((each) => each.name === "item" && each.checked).length;
    button.textContent = `${words} (${ticked})`;
    button.disabled = ticked === 0;
  };
  for (const all of document.querySelectorAll("[data-all]")) {
    const boxes = [...all.closest("section").querySelectorAll("input[name=item]")];
    const follow = () => {
      const ticked = boxes.filter((each) => each.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener("change", () => boxes.forEach((each) => (each.checked = all.checked)));
    all.closest("section").addEventListener("change", follow);
    window.addEventListener("pageshow", follow);
    all.closest("label").hidden = boxes.length < 2;
  }
  document.addEventListener("change", tell);
  // Going back in the browser puts ticks back after this has run.
  window.addEventListener("pageshow", tell);
}
