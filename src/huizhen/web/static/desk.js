// Small helps without which every page works: a form is sent once, many boxes are ticked at once.
"use strict";
const SENDING_MS = 5000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // an answer that is saved as a file leaves the page standing, and "back" shows it again
  setTimeout(() => { delete form.dataset.sent; }, SENDING_MS);
});
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (!name) { return; }
  for (const box of document.getElementsByName(name)) { box.checked = event.target.checked; }
});
for (const box of document.querySelectorAll("[data-ticks]")) { box.hidden = false; }
