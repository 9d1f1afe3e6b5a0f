// Ticking rows of the inbox: all of a page at once, and how many are ticked. Without this script each is ticked alone.

const form = document.querySelector("#several");
const boxes = form ? [...form.querySelectorAll("[name=row]")] : [];
const told = form?.querySelector("[data-ticked]");

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  if (told) {
    told.hidden = ticked === 0;
    told.querySelector("[data-count]").textContent = ticked;
  }
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

const all = document.createElement("input");
if (boxes.length > 0) {
  const head = form.querySelector("thead th");
  all.type = "checkbox";
  all.className = "form-check-input";
  all.setAttribute("aria-label", form.dataset.all);
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  head.append(all);
  count(); // the browser may have kept ticks of before
}
