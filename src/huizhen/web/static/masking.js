// Draws boxes on a picture and keeps them and their fields the same; without it the fields do.
"use strict";
(() => {
  const form = document.getElementById("masking");
  const picture = document.getElementById("mask-picture");
  const drawn = document.getElementById("mask-boxes");
  const body = form && form.querySelector(".mask-table tbody");
  const total = form && form.querySelector("[name=box-TOTAL_FORMS]");
  if (!body || !total) return;
  const NAMES = ["left", "top", "width", "height"];
  const SMALLEST = 3;
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const rows = () => Array.from(body.querySelectorAll("[data-box]"));
  const view = picture ? picture.viewBox.baseVal : null;

  function figures(row) {
    const found = NAMES.map((name) => Number(field(row, name).value));
    return found.every((one, at) => Number.isFinite(one) && (at < 2 || one > 0)) ? found : null;
  }

  function draw() {
    if (!drawn) return;
    drawn.replaceChildren(...rows().flatMap((row) => {
      const told = figures(row);
      if (!told) return [];
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      ["x", "y", "width", "height"].forEach((name, at) => box.setAttribute(name, told[at]));
      box.setAttribute("class", field(row, "keep").checked ? "marked" : "left-out");
      if (row.contains(document.activeElement)) box.classList.add("is-here");
      return [box];
    }));
  }

  function addRow() {
    const number = rows().length;
    const made = document.getElementById("mask-row").content.cloneNode(true);
    for (const each of made.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        const told = each.getAttribute(name);
        if (told) each.setAttribute(name, told.replace("__prefix__", String(number)));
      }
    }
    for (const label of made.querySelectorAll("label")) label.textContent = label.textContent.replace("#", String(number + 1));
    body.append(made);
    total.value = String(number + 1);
    return rows()[number];
  }

  function freeRow() {
    return rows().find((row) => NAMES.every((name) => !field(row, name).value)) || addRow();
  }

  function place(row, told) {
    NAMES.forEach((name, at) => { field(row, name).value = String(told[at]); });
    field(row, "keep").checked = true;
  }

  function point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const inside = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [inside(at.x, view.width), inside(at.y, view.height)];
  }

  const add = document.getElementById("add-box");
  if (add) {
    add.hidden = false;
    add.addEventListener("click", () => { field(freeRow(), "left").focus(); });
  }
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-box]");
    if (row && event.target.type === "number" && figures(row)) field(row, "keep").checked = true;
    draw();
  });
  form.addEventListener("focusin", draw);
  form.addEventListener("focusout", () => { requestAnimationFrame(draw); });

  if (picture && picture.classList.contains("drawable")) {
    let from = null;
    let row = null;
    picture.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      from = point(event);
      row = null;
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener("pointermove", (event) => {
      if (!from) return;
      const to = point(event);
      const told = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
      if (told[2] < SMALLEST || told[3] < SMALLEST) return;
      row = row || freeRow();
      place(row, told);
      draw();
    });
    const end = () => {
      if (row) field(row, "left").focus({ preventScroll: true });
      from = null;
    };
    picture.addEventListener("pointerup", end);
    picture.addEventListener("pointercancel", end);
  }
  draw();
})();
