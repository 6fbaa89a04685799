/* Small comforts on top of pages that work without them: copy a digest, go to the errors, show the newest value. */
"use strict";

function addCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const code of root.querySelectorAll("[data-copy]:not([data-ready])")) {
    code.dataset.ready = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", `Copy ${code.textContent}`);
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    const sprite = document.documentElement.dataset.icons;
    const show = (name) => use.setAttribute("href", `${sprite}#${name}`);
    show("copy");
    icon.append(use);
    button.append(icon);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.dataset.copy);
      show("check");
      setTimeout(() => show("copy"), 1500);
    });
    code.append(button); // inside, so that no line breaks between the two
  }
}

function focusErrors(root) {
  root.querySelector("[data-errors]")?.focus();
}

/* On a phone a series starts out of sight of its newest value: begin at its end. */
function showNewest(root) {
  for (const chart of root.querySelectorAll(".plot > .wide")) chart.parentElement.scrollLeft = chart.parentElement.scrollWidth;
}

/* Whatever an address names is in sight, also inside something folded; on paper nothing is folded. */
function unfoldTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function unfoldForPaper() {
  for (const fold of document.querySelectorAll("details:not([open])")) fold.open = true;
}

function submitOnChange(event) {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
}

function enhance(root) {
  addCopyButtons(root);
  focusErrors(root);
  showNewest(root);
}

document.addEventListener("change", submitOnChange);
window.addEventListener("hashchange", unfoldTarget);
window.addEventListener("beforeprint", unfoldForPaper);
document.addEventListener("htmx:after:swap", () => enhance(document));
document.addEventListener("DOMContentLoaded", () => {
  enhance(document);
  unfoldTarget();
});
