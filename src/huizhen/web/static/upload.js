// Sends files and folders: hashed first, so that what is there already does not travel; large ones
// in parts that can be continued (tus), small ones together. Without this script a form does.
"use strict";
(() => {
  const page = document.getElementById("uploads");
  if (!page) return;
  const { base, csrf, about } = page.dataset;
  const word = (name) => page.dataset[name] || name;
  const PART = 8 * 1024 * 1024;
  const TOGETHER = 32 * 1024 * 1024; // of small files in one request, where the line is quick
  const QUICK = 2000;
  const SLOW = 8000;
  const SMALL = 1024 * 1024;
  const HASHED = 256 * 1024 * 1024; // the browser hashes a whole file in memory
  const SHOWN = 200;
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000];
  const find = (name) => page.querySelector(`[data-part="${name}"]`);
  const state = { queue: [], all: [], running: false, paused: false, current: null, sent: 0, total: 0,
    together: PART };

  const headers = (more) => ({ "X-CSRFToken": csrf, ...more });
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

  function size(bytes) {
    const units = ["B", "KB", "MB", "GB"];
    let at = 0;
    let value = bytes;
    while (value >= 1024 && at < 3) { value /= 1024; at += 1; }
    return `${at ? value.toFixed(1) : value} ${units[at]}`;
  }

  function row(item) {
    if (state.all.length > SHOWN) return;
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.className = "upload-name";
    name.textContent = `${item.path} (${size(item.file.size)})`;
    item.bar = document.createElement("progress");
    item.bar.max = item.file.size || 1;
    item.bar.value = 0;
    item.bar.setAttribute("aria-label", item.path);
    item.word = document.createElement("span");
    line.append(name, item.bar, item.word);
    find("list").append(line);
    item.line = line;
    say(item, "waiting");
  }

  function say(item, name, text) {
    item.state = name;
    if (name === "failed" && !item.line) { // beyond the rows shown: a failure is always shown
      item.line = document.createElement("li");
      item.word = document.createElement("span");
      item.line.append(item.path, " ", item.word);
      find("list").append(item.line);
    }
    if (item.word) item.word.textContent = text || word(name);
    if (item.line) item.line.dataset.state = name;
    if (name === "arrived" || name === "known") advance(item, item.file.size);
    count();
  }

  function advance(item, bytes) {
    state.sent += bytes - item.done;
    item.done = bytes;
    if (item.bar) item.bar.value = item.file.size ? bytes : 1;
    const bar = find("bar");
    bar.max = state.total || 1;
    bar.value = state.sent;
  }

  function count() {
    const ended = state.all.filter((one) => one.state === "arrived" || one.state === "known").length;
    const failed = state.all.filter((one) => one.state === "failed").length;
    find("count").textContent =
      `${ended} / ${state.all.length} · ${size(state.sent)} / ${size(state.total)}` +
      (failed ? ` · ${word("failed")}: ${failed}` : "");
    find("progress").hidden = state.all.length === 0;
    find("pause").hidden = !state.running || state.paused;
    find("resume").hidden = !state.paused;
    find("again").hidden = failed === 0 || state.running;
  }

  async function asked(address, body, more) {
    for (let tried = 0; ; tried += 1) {
      try {
        const answer = await fetch(base + address, {
          method: "POST", headers: headers(more), body, credentials: "same-origin",
        });
        if (answer.ok) return await answer.json();
        if (answer.status < 500) {
          const problem = await answer.json().catch(() => ({ title: word("ended"), detail: "" }));
          const error = new Error(`${problem.title} ${problem.detail}`);
          error.final = true;
          throw error;
        }
      } catch (error) {
        if (error.final) throw error;
      }
      if (tried >= PAUSES.length) throw new Error(word("lost"));
      await wait(PAUSES[tried]);
    }
  }

  async function hashed(item) {
    if (item.sha256 !== undefined) return;
    item.sha256 = "";
    if (!window.crypto.subtle || item.file.size > HASHED) return;
    try {
      item.sha256 = hex(await window.crypto.subtle.digest("SHA-256", await item.file.arrayBuffer()));
    } catch (error) {
      item.sha256 = ""; // the file is read again when it is sent, and that is told then
    }
  }

  async function leaveKnown(items) {
    const stated = items.filter((one) => one.sha256);
    if (!stated.length) return;
    const answer = await asked("known", JSON.stringify(stated.map((one) => one.sha256)),
      { "Content-Type": "application/json" });
    const there = new Set(answer.known);
    stated.filter((one) => there.has(one.sha256)).forEach((one) => say(one, "known"));
  }

  function adapt(took) { // what a cut costs stays some seconds
    if (took < QUICK) state.together = Math.min(state.together * 2, TOGETHER);
    else if (took > SLOW) state.together = PART;
  }

  async function sendTogether(items) {
    const index = new TextEncoder().encode(JSON.stringify(items.map((one) => (
      { name: one.path, size: one.file.size, sha256: one.sha256 }))));
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(4, index.length);
    items.forEach((one) => say(one, "sending"));
    const body = new Blob([head, index, ...items.map((one) => one.file)]);
    const began = Date.now();
    const answer = await asked("batch", body,
      { "Content-Type": "application/octet-stream", "Upload-About": about });
    adapt(Date.now() - began);
    answer.results.forEach((result, at) => {
      if (result.state === "refused") say(items[at], "failed", `${result.title} ${result.detail}`);
      else say(items[at], result.state === "known" ? "known" : "arrived");
    });
  }

  function told(error) {
    const answer = error.originalResponse && error.originalResponse.getBody();
    try {
      const problem = JSON.parse(answer);
      return `${problem.title} ${problem.detail}`;
    } catch (ignored) { // not told by the uploads' own pages: signed out, or no longer allowed
      return word(answer ? "ended" : "lost");
    }
  }

  function sendAlone(item) {
    return new Promise((done) => {
      const upload = new window.tus.Upload(item.file, {
        endpoint: base,
        chunkSize: PART,
        retryDelays: PAUSES,
        removeFingerprintOnSuccess: true,
        headers: headers(),
        metadata: { filename: item.path, sha256: item.sha256, about },
        fingerprint: async () => ["huizhen", base, item.path, item.file.size, item.file.lastModified].join("|"),
        onProgress: (sent) => { advance(item, sent); count(); },
        onSuccess: () => { say(item, "arrived"); done(); },
        onError: (error) => { advance(item, 0); say(item, "failed", told(error)); done(); },
      });
      item.stop = async () => { await upload.abort(); say(item, "waiting"); state.queue.unshift(item); done(); };
      say(item, "sending");
      upload.findPreviousUploads().then((earlier) => {
        if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
        upload.start();
      });
    });
  }

  async function step() {
    const batch = [];
    let bytes = 0;
    while (state.queue.length && batch.length < 200) {
      const next = state.queue[0];
      const isSmall = next.file.size <= SMALL;
      if (batch.length && (!isSmall || bytes + next.file.size > state.together)) break;
      batch.push(state.queue.shift());
      bytes += next.file.size;
      if (!isSmall) break;
    }
    batch.forEach((one) => say(one, "reading"));
    for (const one of batch) await hashed(one);
    await leaveKnown(batch);
    const ready = batch.filter((one) => one.state !== "known");
    try {
      if (ready.length === 1 && ready[0].file.size > SMALL) {
        state.current = ready[0];
        await sendAlone(ready[0]);
      } else if (ready.length) await sendTogether(ready);
    } finally {
      state.current = null;
    }
    return batch;
  }

  async function run() {
    if (state.running || state.paused) return;
    state.running = true;
    count();
    while (state.queue.length && !state.paused) {
      const before = state.queue.slice();
      try {
        await step();
      } catch (error) {
        before.filter((one) => !state.queue.includes(one) && one.state !== "arrived" && one.state !== "known")
          .forEach((one) => say(one, "failed", error.message));
        if (error.final) state.queue.splice(0).forEach((one) => say(one, "failed", error.message));
      }
    }
    state.running = false;
    if (!state.queue.length && !state.paused) {
      await asked("done", "").catch(() => undefined); // what arrived is read a minute later anyway
      page.dispatchEvent(new CustomEvent("uploads-done", { bubbles: true }));
      find("end").hidden = state.all.some((one) => one.state === "failed");
      const arrived = state.all.filter((one) => one.state === "arrived");
      document.querySelectorAll("[data-counts=arrived]").forEach((one) => {
        one.textContent = Number(one.textContent) + arrived.length - (state.told || 0);
      });
      state.told = arrived.length;
    }
    count();
  }

  function add(pairs) {
    pairs.forEach(([file, path]) => {
      const item = { file, path, done: 0, state: "waiting" };
      state.all.push(item);
      state.queue.push(item);
      state.total += file.size;
      row(item);
    });
    find("end").hidden = true;
    count();
    run();
  }

  const listed = (input) => Array.from(input.files, (file) => [file, file.webkitRelativePath || file.name]);

  function entries(reader) {
    return new Promise((done, failed) => { reader.readEntries(done, failed); });
  }

  async function walked(entry, found) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => { entry.file(done, failed); });
      found.push([file, entry.fullPath.replace(/^\//, "")]);
      return;
    }
    const reader = entry.createReader();
    for (let some = await entries(reader); some.length; some = await entries(reader)) {
      for (const one of some) await walked(one, found);
    }
  }

  async function dropped(transfer) {
    // entries are lost after the first pause, so all are taken before walking
    const tops = Array.from(transfer.items, (one) => one.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    for (const top of tops) await walked(top, found);
    add(found);
  }

  ["files", "folder"].forEach((name) => {
    const input = find(name);
    find(`choose-${name}`).addEventListener("click", () => input.click());
    input.addEventListener("change", () => { add(listed(input)); input.value = ""; });
  });
  const zone = find("zone");
  ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  }));
  ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("is-over")));
  zone.addEventListener("drop", (event) => { event.preventDefault(); dropped(event.dataTransfer); });
  find("pause").addEventListener("click", () => {
    state.paused = true;
    if (state.current) state.current.stop();
    count();
  });
  find("resume").addEventListener("click", () => { state.paused = false; run(); });
  find("again").addEventListener("click", () => {
    state.all.filter((one) => one.state === "failed").forEach((one) => { say(one, "waiting"); state.queue.push(one); });
    run();
  });
  window.addEventListener("beforeunload", (event) => { if (state.running) event.preventDefault(); });
  zone.hidden = false;
  find("plain").hidden = true;
})();
