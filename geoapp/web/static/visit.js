/* Visits on the phone: the form on a card, and the queue. A visit is written into the phone first, then sent: photos,
   then the record; nothing leaves the phone's memory before the server has acknowledged it by hash. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, byId = wm.byId, kept = wm.kept;
  const MOST_PHOTOS = 12, FOUND = ["closed", "rebounded", "in_progress", "not_found"];
  const page = byId("content").dataset, person = page.person;
  const visits = (wm.visits = { allowed: Boolean(page.mayVisit && kept.possible) });
  const caseUrl = (id, what) => "/api/cases/" + id.split("/").map(encodeURIComponent).join("/") + what;
  let shown = null, busy = false, sent = [];

  /* ---- the form ---- */

  /** The button on a card; null for who may not visit. */
  visits.button = function (row) {
    if (!visits.allowed) return null;
    return el("button", { type: "button", class: "visit-open", onclick: (event) => open(row, event.target.closest("li")) }, t("kept.visit.open"));
  };

  function open(row, card) {
    if (shown) shown.remove();
    const fix = { at: null }, form = el("form", { class: "visit-form" });
    const where = el("span", { class: "muted" });
    const place = (found) => { fix.at = found; where.textContent = found ? t("kept.visit.position_ok", { lon: found.lon.toFixed(5), lat: found.lat.toFixed(5), doubt: wm.distance(found.accuracy_m) }) : t("kept.visit.position_none"); };
    const ask = () => navigator.geolocation && navigator.geolocation.getCurrentPosition(
      (one) => place({ lon: one.coords.longitude, lat: one.coords.latitude, accuracy_m: Math.round(one.coords.accuracy), at: kept.moment(new Date()) }),
      () => place(fix.at), { enableHighAccuracy: true, timeout: 20000, maximumAge: 10000 });
    form.append(
      el("h4", {}, t("kept.visit.title", { name: row.name || row.case_id })),
      el("fieldset", { class: "found" }, el("legend", {}, t("kept.visit.found")), ...FOUND.map((one) => el("label", {},
        el("input", { type: "radio", name: "found", value: one, required: true }), el("span", {}, t("visits.found." + one))))),
      el("label", {}, t("kept.visit.text"), el("textarea", { name: "text", rows: 3, maxlength: 4000 })),
      el("label", {}, t("kept.visit.photos", { limit: MOST_PHOTOS }), el("input", { type: "file", name: "photos", accept: "image/jpeg,image/png,image/webp", multiple: true }), el("small", { class: "muted" }, t("kept.visit.photo_note"))),
      el("label", {}, t("kept.visit.proposes"), el("select", { name: "proposes" }, el("option", { value: "" }, t("kept.visit.propose_nothing")),
        ...wm.statuses().filter((one) => one !== "unknown").map((one) => el("option", { value: one }, wm.status(one))))),
      el("label", {}, t("kept.visit.time"), el("input", { type: "datetime-local", name: "time", value: kept.moment(new Date()).slice(0, 16) })),
      el("p", { class: "fix" }, el("span", {}, t("kept.visit.position")), where, el("button", { type: "button", onclick: ask }, t("kept.visit.position_get"))),
      el("p", { class: "wrong alarm", role: "alert" }),
      el("p", { class: "ways" }, el("button", { class: "primary" }, t("kept.visit.save")), el("button", { type: "button", onclick: () => close() }, t("kept.visit.cancel"))));
    form.addEventListener("submit", (event) => { event.preventDefault(); save(row, form, fix.at).catch((error) => { form.querySelector(".wrong").textContent = error.message || t("kept.full"); }); });
    const spot = wm.nearbySpot && wm.nearbySpot();
    place(spot && spot.how === "by_phone" ? { lon: spot.lon, lat: spot.lat, accuracy_m: Math.round(spot.accuracy), at: kept.moment(new Date()) } : null);
    card.append(form);
    shown = form;
    form.querySelector("input").focus();
  }

  function close() {
    if (shown) shown.remove();
    shown = null;
  }

  async function save(row, form, position) {
    const fields = form.elements, files = Array.from(fields.photos.files);
    if (!fields.found.value) throw new Error(t("kept.visit.need_found"));
    if (files.length > MOST_PHOTOS) throw new Error(t("kept.visit.too_many_photos", { limit: MOST_PHOTOS }));
    const button = form.querySelector("button.primary");
    button.disabled = true;
    try {
      const photos = [];
      for (const file of files) {
        const bytes = await file.arrayBuffer(), sha256 = await kept.hash(bytes);
        if (!photos.some((one) => one.sha256 === sha256)) photos.push({ sha256: sha256, blob: new Blob([bytes], { type: file.type }) });
      }
      const seen = await seenCase(row);
      const when = fields.time.value ? new Date(fields.time.value) : new Date();
      await kept.addVisit({
        client_id: kept.uuid(), owner: person, case_id: row.case_id, site_id: row.site_id || null, name: row.name || row.problem.slice(0, 24),
        found: fields.found.value, text: fields.text.value.trim(), proposes: fields.proposes.value || null, photos: photos.map((one) => one.sha256),
        position: position, happened_at: kept.moment(isNaN(when) ? new Date() : when), version: seen.version, state: "waiting",
        seen: { status: seen.status, deadline: seen.deadline },
      }, photos);
      close();
    } finally { button.disabled = false; }
    await visits.send();
  }

  /** The case as it is on the screen: from the server, or from the kept area. */
  async function seenCase(row) {
    if (row.case_version) return { version: row.case_version, status: row.case_status, deadline: row.deadline };
    try {
      const answer = await fetch(caseUrl(row.case_id, "/present"), { headers: { Accept: "application/json" } });
      if (answer.ok) return await answer.json();
    } catch (error) { /* no network: what is kept will do */ }
    for (const area of await kept.areas()) {
      const one = area.cases.find((other) => other.case_id === row.case_id);
      if (one && area.owner === person) return { version: one.case_version, status: one.case_status, deadline: one.deadline };
    }
    throw new Error(t("map.error.offline"));
  }

  /* ---- the queue ---- */

  /** Sends what waits, oldest first, one at a time. Without a network nothing happens. */
  visits.send = async function () {
    if (!visits.allowed || busy) return;
    busy = true;
    try {
      const who = await whoAmI();
      const mine = (await kept.visits()).filter((one) => one.owner === person && one.state === "waiting");
      mine.sort((a, b) => (a.happened_at < b.happened_at ? -1 : 1));
      if (who && who.name === person) for (const visit of mine) if (!(await sendOne(visit.client_id, who.token))) break;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;  // no network: it stays in the queue
    } finally {
      busy = false;
      await draw();
    }
  };

  async function whoAmI() {
    const told = await (await fetch("/api/csrf", { headers: { Accept: "application/json" } })).json();
    return told.signed_in && { name: told.signed_in.name, token: told.token };
  }

  /** True: go on with the next one. */
  async function sendOne(id, token) {
    const visit = (await kept.visits()).find((one) => one.client_id === id);
    if (!visit || visit.state !== "waiting") return true;
    for (let round = 0; round < 2; round += 1) {
      for (const sha256 of visit.photos.filter((one) => !(visit.acknowledged || []).includes(one))) {
        const photo = await kept.photo(visit, sha256), form = new FormData();
        form.append("sha256", sha256);
        form.append("photo", photo.blob, sha256.slice(0, 12) + ".jpg");
        const answer = await fetch("/api/visits/photos", { method: "POST", body: form, headers: { Accept: "application/json", "X-CSRFToken": token } });
        const told = await answer.json().catch(() => ({}));
        if (!answer.ok || told.sha256 !== sha256) return refuse(visit, answer.status, told);
        visit.acknowledged = (visit.acknowledged || []).concat(sha256);
        await kept.putVisit(visit);
      }
      const answer = await fetch(caseUrl(visit.case_id, "/visits"), {
        method: "POST", body: JSON.stringify(record(visit)),
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token, "If-Match": '"' + visit.version + '"' },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok && told.client_id === visit.client_id && visit.photos.every((one) => told.photos.includes(one))) return done(visit, told);
      if (answer.status === 412 && told.present) { await kept.putVisit(Object.assign(visit, { state: "conflict", present: told.present })); return true; }
      if (!told.missing) return refuse(visit, answer.status, told);
      visit.acknowledged = (visit.acknowledged || []).filter((one) => !told.missing.includes(one));
    }
    return true;
  }

  const record = (visit) => ({
    client_id: visit.client_id, found: visit.found, text: visit.text, photos: visit.photos, position: visit.position, proposes: visit.proposes,
    site_id: visit.site_id, happened_at: visit.happened_at, sent_at: kept.moment(new Date()),
  });

  async function done(visit, told) {
    await kept.dropVisit(visit);
    for (const other of await kept.visits()) {  // my own visit is no news to my next one
      if (other.case_id === visit.case_id && other.version === visit.version) await kept.putVisit(Object.assign(other, { version: told.version }));
    }
    for (const area of await kept.areas()) {
      const same = area.cases.filter((row) => row.case_id === visit.case_id && row.case_version === visit.version);
      for (const row of same) row.case_version = told.version;
      if (same.length) await kept.putArea(area);
    }
    sent.push(Object.assign(visit, { state: "sent", sent_at: kept.moment(new Date()).slice(11, 16) }));
    return true;
  }

  /** What the server will not take as it is waits for the writer's hand; a tired server or a login is waited for. */
  async function refuse(visit, status, told) {
    if (status >= 500 || [401, 403, 408, 429].includes(status)) {
      await kept.putVisit(Object.assign(visit, { reason: told.detail || null }));
      return false;
    }
    await kept.putVisit(Object.assign(visit, { state: "refused", reason: told.detail || String(status), parameter: told.parameter || null }));
    return true;
  }

  async function draw() {
    await wm.ready;
    const all = await kept.visits(), mine = all.filter((one) => one.owner === person), others = all.length - mine.length;
    byId("queue").hidden = !(mine.length || others || sent.length);
    byId("queue-title").textContent = t("kept.queue.title", { n: mine.length });
    byId("queue-list").replaceChildren(...mine.concat(sent).map(item));
    byId("queue-send").hidden = !mine.some((one) => one.state === "waiting");
    byId("queue-others").textContent = others ? t("kept.queue.of_other", { n: others }) : "";
  }

  function item(visit) {
    const change = (more) => kept.putVisit(Object.assign(visit, { state: "waiting", reason: null }, more)).then(visits.send);
    const said = {
      waiting: visit.reason || t("kept.queue.waiting"), sent: t("kept.queue.sent", { time: visit.sent_at }),
      conflict: t("kept.queue.conflict"), refused: t("kept.queue.refused", { reason: visit.reason }),
    }[visit.state];
    const drop = el("button", { type: "button", onclick: (event) => {
      if (event.target.dataset.sure) return kept.dropVisit(visit).then(draw);
      event.target.dataset.sure = "1";
      event.target.textContent = t("kept.queue.drop_sure");
      return null;
    } }, t("kept.queue.drop"));
    return el("li", { class: "queued " + visit.state },
      el("strong", {}, visit.name), el("span", {}, t("visits.found." + visit.found)), el("span", { class: "muted" }, visit.happened_at.slice(0, 16).replace("T", " ")),
      visit.photos.length > 0 && el("span", { class: "muted" }, t("kept.queue.photos", { n: visit.photos.length })),
      el("p", { class: visit.state === "refused" || visit.state === "conflict" ? "alarm" : "muted" }, said),
      visit.state === "conflict" && sides(visit),
      visit.state === "refused" && visit.parameter === "happened_at" && el("label", {}, t("kept.queue.time_wrong"), el("input", { type: "datetime-local", value: visit.happened_at.slice(0, 16),
        onchange: (event) => change({ happened_at: kept.moment(new Date(event.target.value)) }) })),
      (visit.state === "refused" || visit.state === "conflict") && el("p", { class: "ways" },
        el("button", { type: "button", class: "primary", onclick: () => change(visit.present ? { version: visit.present.version, present: null } : {}) }, t(visit.present ? "kept.queue.send_anyway" : "kept.queue.send")), drop));
  }

  /** What was written beside what the case is now. */
  function sides(visit) {
    const facts = (one) => [t("kept.queue.status", { status: wm.status(one.status || "unknown") }), t("kept.queue.deadline", { date: one.deadline || "—" })];
    const list = (lines) => el("ul", {}, ...lines.filter(Boolean).map((line) => el("li", {}, line)));
    return el("div", { class: "sides" },
      el("section", {}, el("h4", {}, t("kept.queue.mine")), list(facts(visit.seen || {}).concat(t("visits.found." + visit.found), visit.text, visit.proposes && t("visits.page.proposes", { status: wm.status(visit.proposes) })))),
      el("section", {}, el("h4", {}, t("kept.queue.theirs")), list(facts(visit.present).concat(visit.present.events.map((one) => one.at.slice(0, 16).replace("T", " ") + " " + one.actor + "：" + one.name + (one.note ? " " + one.note : ""))))));
  }

  if (visits.allowed) {
    byId("queue-send").addEventListener("click", visits.send);
    window.addEventListener("online", visits.send);
    visits.send();
  }
})(window.wm);
