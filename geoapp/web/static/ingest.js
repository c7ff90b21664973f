/* Uploading: each dropped file is its own request, with its progress; the list renews itself while something is under
   way. Without this script the form still works. Text nodes only. */
(function () {
  "use strict";
  const POLL_MS = 1500;
  const form = document.getElementById("drop");
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById("uploads");
  const token = form.querySelector("input[name=csrf_token]");
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  function line(text) {
    const item = document.createElement("li");
    item.textContent = text;
    document.getElementById("sending").append(item);
    return item;
  }

  function send(file) {
    const item = line(file.name);
    const request = new XMLHttpRequest();
    const told = (event) => { if (event.lengthComputable) item.textContent = fill(form.dataset.sending, { name: file.name, percent: Math.round((100 * event.loaded) / event.total) }); };
    request.upload.addEventListener("progress", told);
    return new Promise((resolve) => {
      request.addEventListener("loadend", () => {
        let answer = null;
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
        if (request.status === 201) item.remove();
        else item.textContent = file.name + "：" + ((answer && ((answer.refused && answer.refused[0] && answer.refused[0].message) || answer.detail)) || request.status || "");
        resolve();
      });
      request.open("POST", "/api/ingest");
      request.setRequestHeader("Accept", "application/json");
      if (token) request.setRequestHeader("X-CSRFToken", token.value);
      const body = new FormData();
      body.append("file", file, file.name);
      request.send(body);
    });
  }

  async function sendAll(files) {
    for (const file of files) await send(file);
    input.value = "";
    refresh();
  }

  function row(one) {
    const item = document.createElement("li");
    item.dataset.id = one.id;
    item.dataset.state = one.state;
    if (one.busy) item.className = "busy";
    const part = (tag, cls, text) => { const node = document.createElement(tag); node.className = cls; node.textContent = text; item.append(node); return node; };
    part("a", "name", one.name).href = "/ingest/" + encodeURIComponent(one.id);
    part("span", "state", one.state_label);
    part("span", "muted", one.uploaded_at.slice(0, 16).replace("T", " ") + " " + one.actor);
    const sum = (key) => one.rows.reduce((total, each) => total + each[key], 0);
    if (one.rows.length && (sum("cases") || one.state !== "failed")) {
      part("span", "figure", fill(list.dataset.counts, { cases: sum("cases"), sites: sum("sites"), located: sum("located") }));
    }
    if (one.message) part("span", "why", one.message);
    return item;
  }

  let waiting = null, rows = new Map();  // what an upload tells -> its row: one that has nothing new keeps focus and click

  function show(uploads) {
    const before = rows;
    rows = new Map(uploads.map((one) => [JSON.stringify(one), before.get(JSON.stringify(one)) || row(one)]));
    const wanted = [...rows.values()];
    for (const old of [...list.children]) if (!wanted.includes(old)) old.remove();
    wanted.forEach((item, index) => { if (list.children[index] !== item) list.insertBefore(item, list.children[index] || null); });
  }

  async function refresh() {
    clearTimeout(waiting);
    try {
      const answer = await fetch("/api/ingest", { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const uploads = (await answer.json()).uploads;
      const focused = document.activeElement && list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      show(uploads);
      if (focused) { const again = list.querySelector('a[href="' + focused + '"]'); if (again) again.focus(); }
      document.getElementById("none").hidden = uploads.length > 0;
      if (uploads.some((one) => one.busy)) waiting = setTimeout(refresh, POLL_MS);
    } catch (error) {
      waiting = setTimeout(refresh, 4 * POLL_MS);  // the network is away for a moment: what was sent is kept
    }
  }

  document.getElementById("send").hidden = true;
  input.addEventListener("change", () => sendAll([...input.files]));
  for (const name of ["dragover", "dragenter"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.remove("over"); });
  form.addEventListener("drop", (event) => sendAll([...event.dataTransfer.files]));
  if (list.querySelector(".busy")) waiting = setTimeout(refresh, POLL_MS);
})();
