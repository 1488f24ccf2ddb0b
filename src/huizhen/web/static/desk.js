// Small helps without which every page works: a form is sent once, long work shows how far it is.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // a page shown again by "back" can be sent again
  window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
});
