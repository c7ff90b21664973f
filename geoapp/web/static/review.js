/* The review desk: a queue, the sentence, the place. Everything by keyboard too. Data become text nodes only. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, byId = wm.byId, PAGE = 50;
  const asked = wm.asker(), askedItem = wm.asker();
  /* queue: which one is asked for; listed: which one is shown. fid: the site that was asked for last; item: the one that
     is shown. What is decided is decided of what is shown. */
  const state = { queue: "unlocated", listed: null, items: [], total: 0, at: -1, fid: null, item: null, drawn: null, typed: false, mended: false, notes: new Map(), done: [] };
  const shownFid = () => (state.item ? state.item.site.fid : null);
  let token = null;

  /* ---- the queue ---- */

  async function load(from) {
    // What was shown already is shown again after a decision, so that the place in the list is kept.
    const limit = from || state.listed !== state.queue ? PAGE : Math.min(200, Math.max(PAGE, state.items.length));
    try {
      const answer = await asked("/api/review?queue=" + state.queue + "&offset=" + from + "&limit=" + limit);
      await wm.ready;
      if (!answer) return;
      state.items = from ? state.items.concat(answer.items) : known(answer.items);
      state.listed = state.queue;
      state.total = answer.total;
      for (const button of document.querySelectorAll("[data-queue]")) {
        button.setAttribute("aria-pressed", String(button.dataset.queue === state.queue));
        button.querySelector(".figure").textContent = wm.number(answer.counts[button.dataset.queue]);
      }
      list();
    } catch (error) { complain(error); }
  }

  const rows = new WeakMap();

  /** What was told before and has not changed stays the same object: it keeps its row, with the focus and a click. */
  function known(items) {
    const before = new Map(state.items.map((one) => [JSON.stringify(one), one]));
    return items.map((item) => {
      const key = JSON.stringify(item), old = before.get(key);
      before.delete(key);
      return old || item;
    });
  }

  function list() {
    for (const item of state.items) {
      if (!rows.has(item)) rows.set(item, row(item));
      const button = rows.get(item).firstElementChild;
      if (item.fid !== null && item.fid === state.fid) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    wm.fill(byId("items"), state.items.map((item) => rows.get(item)));
    byId("none").hidden = state.items.length > 0;
    byId("more").hidden = state.items.length >= state.total;
  }

  function row(item) {
    const notice = item.fid === null;
    const act = () => open(state.items.indexOf(item));
    return el("li", {},
      el(notice ? "a" : "button", { type: notice ? null : "button", class: "item", href: notice ? "/notices/" + item.notice_id : null, onclick: notice ? null : act },
        el("strong", {}, item.title), el("span", { class: "muted" }, [item.county, item.deadline].filter(Boolean).join(" · ")), el("span", { class: "why" }, item.why)),
      item.notice_id ? el("button", { type: "button", class: "quiet seen", "aria-label": t("review.seen") + " " + item.title, onclick: () => lookAt(item.notice_id, true) }, t("review.seen")) : "");
  }

  /** What the reading remarked of a notice needs nothing more, or shall wait again. */
  async function lookAt(notice, seen) {
    try {
      await post("/api/review/notices/" + notice + "/seen", { seen: seen });
      byId("say").replaceChildren(...(seen ? [t("review.seen_said"), " ", el("button", { type: "button", class: "quiet", onclick: () => lookAt(notice, false) }, t("review.seen_back"))] : []));
      load(0);
    } catch (error) { complain(error); }
  }

  /** The next one to look at. What has been decided has left the queue: another one stands in its place. */
  function step(by) {
    const here = state.items.findIndex((item) => item.fid !== null && item.fid === state.fid);
    let next = here >= 0 ? here + by : by > 0 && state.at >= 0 ? state.at : state.at + by;
    while (state.items[next] && state.items[next].fid === null) next += by;
    if (state.items[next]) open(next);
  }

  async function open(index) {
    const fid = state.items[index].fid;
    state.at = index;
    state.fid = fid;
    list();
    const row = document.querySelector("#items [aria-current]");
    if (row) row.scrollIntoView({ block: "nearest" });
    const narrow = window.matchMedia("(max-width: 1100px)").matches;
    try {
      const item = await askedItem("/api/review/" + fid);
      await wm.ready;
      if (!item) return;
      show(item, fid);
      if (narrow) document.querySelector(".reading").scrollIntoView();  // below the queue there
    } catch (error) { complain(error); }
  }

  /* ---- one site ---- */

  function show(item, fid, keep) {
    if (fid !== state.fid || !state.item || state.item.site.fid !== fid) state.mended = false;
    state.item = item;
    state.fid = fid;
    if (!keep) {
      state.drawn = null;
      state.typed = false;
      byId("typed").elements.point.value = "";
    }
    byId("trouble").hidden = true;
    byId("item").hidden = false;
    byId("item").dataset.fid = fid;
    byId("say").textContent = "";
    const site = item.site;
    byId("name").textContent = site.name || wm.headline(site.problem);
    byId("facts").textContent = [wm.label("words.type", site.type), site.county, site.accuracy_m && t("review.within", { distance: wm.distance(site.accuracy_m) }), site.basis && wm.label("words.basis", site.basis), site.georeferenceRemarks].filter(Boolean).join(" · ");
    byId("passage").replaceChildren(...(item.passage ? item.passage.parts.map((part) => (part.of ? el("mark", { class: part.of }, part.text) : part.text)) : [site.problem]));
    if (item.passage) byId("notice").href = item.passage.href;
    const mark = byId("passage").querySelector("mark.site") || byId("passage").querySelector("mark");
    if (mark) byId("passage").scrollTop = Math.max(0, mark.offsetTop - byId("passage").offsetTop - 80);
    byId("case").href = "/cases/" + encodeURIComponent(site.case_id);
    byId("states").replaceChildren(...wm.statuses().map((status, index) => el("button", {
      type: "button", class: "state", "aria-pressed": String(site.status === status), onclick: () => saveStatus(status),
    }, wm.symbol(status, 18), String(index + 1) + " " + wm.status(status))));
    byId("history").replaceChildren(...(item.history.length ? [] : [el("li", {}, t("review.no_history"))]), ...item.history.map((one) => el("li", {}, one.at.slice(0, 16).replace("T", " ") + " " + one.actor + wm.t("words.sep.colon") + wm.label("review.field", one.field) + " " + one.before + " → " + one.after)));
    byId("undo").disabled = !item.undoable.length;
    byId("remember").hidden = !item.verified || !site.name;
    byId("told-part").hidden = !item.told.length;
    byId("told").replaceChildren(...item.told.map(telling));
    if (!state.mended) mendValue();  // words that are being typed stay, whatever is decided meanwhile
    evidence();
    byId("visits").hidden = !item.visits.length;
    byId("visits").replaceChildren(...item.visits.map(visit));
    byId("candidates").replaceChildren(...(item.candidates.length ? item.candidates.map(candidate) : [el("li", { class: "muted" }, t("review.no_candidates"))]));
    draw();
  }

  /** What one notice says of the case: its status can be taken, with its words as the reason. */
  function telling(one) {
    const taken = one.words ? t("review.evidence_note", { words: one.words.slice(0, 200) }) : undefined;
    return el("li", {}, el("button", { type: "button", class: "state", "aria-pressed": String(state.item.site.status === one.status), onclick: () => saveStatus(one.status, taken) }, wm.symbol(one.status, 18), wm.status(one.status)),
      el("span", { class: "words" }, one.words || t("review.told_words")),
      el("a", { class: "from", href: one.href }, wm.t("words.title", { title: one.title }) + " " + (one.issued_on || "")));
  }

  /** Words of the passage that are selected: they go along as the reason of a status. */
  function selected() {
    const chosen = window.getSelection();
    const inside = chosen.rangeCount && !chosen.isCollapsed && byId("passage").contains(chosen.anchorNode) && byId("passage").contains(chosen.focusNode);
    return inside ? chosen.toString().replace(/\s+/g, " ").trim().slice(0, 200) : "";
  }

  function evidence() {
    const words = selected();
    byId("evidence").hidden = !words;
    byId("evidence").textContent = words ? t("review.evidence", { words: words }) : "";
  }

  function saveStatus(status, reason) {
    const words = selected();
    const note = words ? t("review.evidence_note", { words: words }) : reason;
    save(Object.assign({ field: "status", value: status }, note ? { note: note } : {}));
  }

  /** The field to be mended, as it is now. */
  function mendValue() {
    const form = byId("mending").elements, field = form.field.value, site = state.item.site;
    const present = field === "case_status" ? wm.status(site.case_status) : site[field];
    form.value.value = present || "";
    byId("statuses").replaceChildren(...(field === "case_status" ? wm.statuses().map((status) => el("option", { value: wm.status(status) })) : []));
  }

  function candidate(one) {
    return el("li", {}, el("button", { type: "button", onclick: () => { put(one.geometry); byId("typed").elements.accuracy.value = Math.ceil(one.accuracy_m); } },
      el("strong", {}, one.name), el("span", { class: "muted" }, one.reason + " · " + t("review.within", { distance: wm.distance(one.accuracy_m) }))));
  }

  /** What an inspector found and proposes, with the two answers to it. */
  function visit(one) {
    const say = (accept) => decideVisit(one, accept, note.value);
    const note = el("input", { type: "text", "aria-label": t("review.visit.note"), placeholder: t("review.visit.note"), oninput: () => state.notes.set(one.client_id, note.value) });
    note.value = state.notes.get(one.client_id) || "";
    const away = one.away_m === null ? t("visits.page.no_fix") : t("visits.page.away", { distance: wm.distance(one.away_m), doubt: wm.distance(one.accuracy_m || 0) });
    return el("article", { class: "proposal" },
      el("h3", {}, t("review.visit.title", { actor: one.actor, time: one.happened_at.slice(0, 16).replace("T", " ") })),
      el("p", {}, el("strong", {}, wm.label("visits.found", one.found)), " ", one.text || ""),
      el("p", { class: "muted" }, away),
      el("p", { class: "shots" }, ...one.photos.map((photo, index) => el("a", { href: photo.href, target: "_blank", rel: "noopener" },
        el("img", { src: photo.href, alt: t("visits.page.photo_alt", { n: index + 1 }), loading: "lazy" }),
        el("span", { class: "muted" }, photo.away_m === null ? t("visits.page.photo_no_position") : wm.distance(photo.away_m))))),
      el("p", { class: "proposed" }, wm.symbol(one.proposes, 20), t("visits.page.proposes", { status: wm.status(one.proposes) })),
      note, el("p", {}, el("button", { type: "button", class: "button primary", onclick: () => say(true) }, t("review.visit.accept")), " ",
        el("button", { type: "button", class: "button", onclick: () => say(false) }, t("review.visit.decline"))));
  }

  async function decideVisit(one, accept, note) {
    const fid = shownFid(), seen = state.item.version;
    try {
      await post("/api/cases/" + one.case_id.split("/").map(encodeURIComponent).join("/") + "/visits/verdict", { client_id: one.client_id, accept: accept, note: note }, one.case_id, seen);
      const item = state.fid === fid ? await askedItem("/api/review/" + fid) : null;
      if (item || state.fid !== fid) after(fid, item, t(accept ? "review.visit.accepted" : "review.visit.declined"));
    } catch (error) { complain(error); }
  }

  /* ---- decisions ---- */

  /* Decisions are sent one after the other. own: what version of a case one's own decision made of which, so that who
     is quick does not stand in his own way; whoever else wrote in between is still noticed. */
  let turn = Promise.resolve();
  const own = new Map();

  function inTurn(act) {
    const mine = turn.then(act);
    turn = mine.catch(() => null);
    return mine;
  }

  function upon(caseId, seen) {
    const key = () => caseId + " " + seen;
    while (own.has(key())) seen = own.get(key());
    return seen;
  }

  /** seen: the version of the case that he who decides had before him. */
  const post = (url, body, caseId, seen) => inTurn(() => send(url, body, caseId, seen));

  async function send(url, body, caseId, before) {
    const seen = caseId ? upon(caseId, before) : 0;
    if (!token) token = (await (await fetch("/api/csrf", { headers: { Accept: "application/json" } })).json()).token;
    const answer = await fetch(url, {
      method: "POST", body: JSON.stringify(body),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token, "If-Match": '"' + seen + '"' },
    });
    const told = await answer.json().catch(() => null);
    if (answer.ok) {
      if (caseId && told && told.version > seen) own.set(caseId + " " + seen, told.version);
      return told;
    }
    if (answer.status === 412) {
      const drawn = state.drawn || byId("typed").elements.point.value.trim(), fid = state.fid;
      const item = fid === shownFid() && await askedItem("/api/review/" + fid).catch(() => null);  // without a network the old one stays
      if (item) show(item, fid, true);
      throw new Error(told.detail + (drawn ? t("review.kept_drawing") : ""));  // said last: showing wipes what was said
    }
    throw new Error((told && told.detail) || t("map.error.answer", { status: answer.status }));
  }

  async function save(word, mended) {
    if (!state.item) return;
    const fid = shownFid(), site = state.item.site, version = state.item.version;
    const sent = typedNow(), words = byId("mending").elements.value;
    const mending = words.value;
    try {
      await inTurn(async () => {
        const item = await send("/api/review/" + fid, word, site.case_id, version);
        state.done.push({ fid: fid, field: word.field });
        if (mended && words.value === mending) state.mended = false;
        after(fid, item, t("review.saved"), word.field !== "position" || typedNow() !== sent);
      });
    } catch (error) { complain(error); }
  }

  /** What stands where a place is typed or drawn; what was changed while a decision was on its way is not wiped. */
  const typedNow = () => JSON.stringify([byId("typed").elements.point.value, state.drawn]);

  async function undo() {
    if (!state.item) return;
    const asked = state.item, fid = shownFid();
    try {
      await inTurn(async () => {  // what was decided a moment ago can be taken back too
        const item = fid === shownFid() ? state.item : asked;
        const mine = state.done.filter((one) => one.fid === fid && (item === asked || item.undoable.includes(one.field))).pop();
        if (!mine && !item.undoable.length) return;
        const told = await send("/api/review/" + fid + "/undo", { field: mine ? mine.field : item.undoable[0] }, item.site.case_id, item.version);
        state.done = state.done.filter((one) => one !== mine);
        after(fid, told, t("review.taken_back"));
      });
    } catch (error) { complain(error); }
  }

  /** keep: what is being drawn or typed meanwhile is of another field than the one decided. Who has asked for the next
      site in the meantime is not brought back. */
  function after(fid, item, said, keep) {
    if (fid === state.fid) {
      if (!item.gone) show(item, fid, keep);
      else { byId("item").hidden = true; state.item = null; }
    }
    byId("say").textContent = said;
    load(0);
  }

  function savePlace() {
    const form = byId("typed").elements;
    const accuracy = Number(form.accuracy.value);
    if (!state.item) return;
    if (!(accuracy > 0)) return form.accuracy.focus();
    const word = { field: "position", accuracy: accuracy };
    const system = form.crs.value === "other" ? "EPSG:" + form.code.value.trim().replace(/^EPSG:/i, "") : form.crs.value;
    if (state.typed && form.point.value.trim()) save(Object.assign(word, { value: form.point.value, crs: system }));
    else if (state.drawn) save(Object.assign(word, { value: JSON.stringify(state.drawn), crs: "EPSG:4326" }));
    else byId("say").textContent = t("review.no_place");
  }

  async function remember() {
    try {
      byId("say").textContent = (await post("/api/review/" + shownFid() + "/gazetteer", {}, state.item.site.case_id, state.item.version)).message;
    } catch (error) { complain(error); }
  }

  function complain(error) {
    byId("trouble").textContent = error.message;
    byId("trouble").hidden = false;
  }

  /* ---- the map ---- */

  let map = null, present = null, chosen = null, walked = null, corners = null, sketch = null;

  function start() {
    map = L.map("review-map", { attributionControl: false, doubleClickZoom: false }).setView([28.55, 112.35], 8);
    L.control.scale({ imperial: false }).addTo(map);
    for (const [id, colour] of [["counties", "#8a8f86"], ["water", "#4f8fb5"]]) {
      fetch("/api/layers/" + id).then((answer) => (answer.ok ? answer.json() : null)).then((data) => {
        if (data) L.geoJSON(data, { style: { color: colour, weight: 1.2, fill: false }, interactive: false, pointToLayer: () => null }).addTo(map).bringToBack();
      }).catch(() => null);
    }
    map.on("click", (event) => (corners ? corner(event.latlng) : put({ type: "Point", coordinates: [event.latlng.lng, event.latlng.lat] })));
    map.on("dblclick", () => corners && finish());
  }

  /** The place as it is known (grey), and the one that would be saved (red). */
  function draw() {
    for (const layer of [present, chosen, walked]) if (layer) layer.remove();
    present = chosen = walked = null;
    if (state.item.place) {
      present = L.geoJSON(state.item.place, { style: { color: "#5b6b70", weight: 2, fillOpacity: 0.08, dashArray: "5 5" }, interactive: false,
        pointToLayer: (feature, at) => L.circle(at, { radius: state.item.site.accuracy_m || 50, color: "#5b6b70", weight: 2, fillOpacity: 0.1, dashArray: "5 5" }) }).addTo(map);
      map.fitBounds(present.getBounds().pad(0.4), { maxZoom: 14, animate: false });
    }
    walked = ways(state.item.visits).addTo(map);
    if (state.drawn) place();
  }

  /** Where the visits were made: the way that was walked, the spot. */
  function ways(visits) {
    const green = { color: "#10545c", weight: 3, fillOpacity: 0.5, interactive: false };
    return L.layerGroup([].concat(...visits.map((one) => [
      one.track.length > 1 && L.polyline(one.track.map(([lon, lat]) => [lat, lon]), green),
      one.position && L.circleMarker([one.position.lat, one.position.lon], Object.assign({ radius: 6 }, green)),
    ])).filter(Boolean));
  }

  function put(geometry) {
    state.drawn = geometry;
    state.typed = false;
    if (chosen) chosen.remove();
    place();
    const bounds = chosen.getBounds ? chosen.getBounds().pad(0.4) : L.latLngBounds([chosen.getLatLng()]);
    map.fitBounds(bounds, { maxZoom: Math.max(map.getZoom(), 12), animate: false });  // a pin that is to be dragged stands still
  }

  function place() {
    const red = { color: "#b2182b", weight: 3, fillOpacity: 0.12 };
    if (state.drawn.type !== "Point") { chosen = L.geoJSON(state.drawn, { style: red, interactive: false }).addTo(map); return; }
    const [lon, lat] = state.drawn.coordinates;
    const icon = L.divIcon({ className: "hand-pin", html: wm.svg("svg", { viewBox: "-12 -12 24 24", width: 28, height: 28 }, wm.svg("circle", { r: 8 }), wm.svg("circle", { r: 2 })), iconSize: [28, 28] });
    chosen = L.marker([lat, lon], { draggable: true, icon: icon, keyboard: false }).addTo(map);
    chosen.on("dragend", () => { const at = chosen.getLatLng(); state.drawn = { type: "Point", coordinates: [at.lng, at.lat] }; tell(at); });
    tell(chosen.getLatLng());
  }

  function tell(at) {
    byId("typed").elements.point.value = at.lng.toFixed(6) + ", " + at.lat.toFixed(6);
    byId("typed").elements.crs.value = "EPSG:4326";
    document.querySelector(".typed .other").hidden = true;
  }

  /* ---- by keyboard ---- */

  function nextCandidate() {
    const all = Array.from(document.querySelectorAll("#candidates button"));
    const here = all.indexOf(document.activeElement);
    if (!all.length) return;
    all[(here + 1) % all.length].focus();
    all[(here + 1) % all.length].click();
  }

  function nextQueue() {
    const all = Array.from(document.querySelectorAll("[data-queue]"));
    const here = all.findIndex((button) => button.dataset.queue === state.queue);
    all[(here + 1) % all.length].click();
  }

  function mendByKeyboard() {
    byId("mend").open = true;
    byId("mending").elements.value.focus();
    byId("mending").elements.value.select();
  }

  function begin(kind) {
    corners = { kind: kind, points: [] };
    drawing(true);
  }

  function drawing(on) {
    byId("finish").hidden = byId("cancel").hidden = !on;
    byId("hint").textContent = t(on ? "review.drawing" : "review.drag");
    if (!on) { corners = null; if (sketch) sketch.remove(); sketch = null; }
  }

  function corner(at) {
    corners.points.push(at);
    if (sketch) sketch.remove();
    sketch = (corners.kind === "line" ? L.polyline : L.polygon)(corners.points, { color: "#b2182b", weight: 3, dashArray: "4 4", interactive: false }).addTo(map);
  }

  function finish() {
    // A double click has set the last corner twice.
    const xy = corners.points.map((at) => [Number(at.lng.toFixed(7)), Number(at.lat.toFixed(7))]).filter((one, i, all) => !i || one[0] !== all[i - 1][0] || one[1] !== all[i - 1][1]);
    const least = corners.kind === "line" ? 2 : 3;
    const geometry = corners.kind === "line" ? { type: "LineString", coordinates: xy } : { type: "Polygon", coordinates: [xy.concat(xy.slice(0, 1))] };
    drawing(false);
    if (xy.length >= least) put(geometry);
  }

  /* ---- hands ---- */

  for (const button of document.querySelectorAll("[data-queue]")) button.addEventListener("click", () => { state.queue = button.dataset.queue; state.at = -1; load(0); });
  byId("more").addEventListener("click", () => load(state.listed === state.queue ? state.items.length : 0));
  byId("undo").addEventListener("click", undo);
  byId("remember").addEventListener("click", remember);
  byId("not-spatial").addEventListener("click", () => save({ field: "spatial", value: "0" }));
  byId("draw-line").addEventListener("click", () => begin("line"));
  byId("draw-area").addEventListener("click", () => begin("area"));
  byId("finish").addEventListener("click", finish);
  byId("cancel").addEventListener("click", () => drawing(false));
  byId("typed").elements.point.addEventListener("input", () => { state.typed = true; });
  byId("typed").elements.crs.addEventListener("change", (event) => {
    state.typed = true;
    const other = event.target.value === "other";
    document.querySelector(".typed .other").hidden = !other;
    if (other) byId("typed").elements.code.focus();
  });
  byId("mending").elements.field.addEventListener("change", () => state.item && !state.mended && mendValue());
  byId("mending").elements.value.addEventListener("input", () => { state.mended = true; });
  byId("mending").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = byId("mending").elements;
    save({ field: form.field.value, value: form.value.value.trim() || "-" }, true);
  });
  document.addEventListener("selectionchange", () => state.item && evidence());
  byId("typed").addEventListener("submit", (event) => { event.preventDefault(); savePlace(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (key === "escape") event.target.blur();  // back to the keys
      return;
    }
    const act = { p: () => byId("typed").elements.point.focus(), c: nextCandidate, e: mendByKeyboard, q: nextQueue }[key];
    if (act && (key === "q" || state.item)) {
      event.preventDefault();  // the letter itself is not typed
      act();
      return;
    }
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "s") savePlace();
    else if (key === "u") undo();
    else if (key === "escape" && corners) drawing(false);
    else if (/^[1-9]$/.test(key) && wm.palette && wm.statuses()[Number(key) - 1]) saveStatus(wm.statuses()[Number(key) - 1]);
  });
  start();
  wm.ready.then(() => load(0)).catch(complain);
})(window.wm);
