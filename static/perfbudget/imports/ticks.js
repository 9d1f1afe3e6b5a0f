// The button says how many tables are ticked. Without this script it does the same without saying so.

const form = document.querySelector("#take");

if (form) {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  const tell = () => {
    const ticked = [...form.elements].filter((each) => each.name === "item" && each.checked).length;
    button.textContent = `${words} (${ticked})`;
    button.disabled = ticked === 0;
  };
  document.addEventListener("change", tell);
  // Going back in the browser puts ticks back after this has run.
  window.addEventListener("pageshow", tell);
}
