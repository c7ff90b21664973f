/* The queue of visits on the phone: photos, then the record, each acknowledged by hash; nothing leaves the phone's memory
   before the server has it. What the server will not take waits for its writer's hand, with a way to put it right. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, byId = wm.byId, kept = wm.kept;
  const PHOTO_S = 300, RECORD_S = 60;  // a hanging network is none; the next try finds what has arrived
  const page = byId("content").dataset, person = page.person;
  const visits = (wm.visits = { allowed: Boolean(page.mayVisit && kept.possible) });
  visits.url = (id, what) => "/api/cases/" + id.split("/").map(encodeURIComponent).join("/") + what;
  const JSON_ONLY = { Accept: "application/json" };
  let running = null, asked = false, signedOut = false, sent = [], clockOff = 0;  // clockOff: how far the phone's clock is ahead of the server's
  const moved = new Map();  // "case@version" -> the version that my own visit made of it

  /** The version that a list shows, with my own visits of since. */
  visits.since = function (id, version) {
    while (moved.has(id + "@" + version)) version = moved.get(id + "@" + version);
    return version;
  };

  async function ask(url, more, seconds) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), seconds * 1000);
    try {
      const answer = await fetch(url, Object.assign({ signal: stop.signal }, more));
      return { ok: answer.ok, status: answer.status, told: await answer.json().catch(() => ({})) };
    } finally { clearTimeout(timer); }
  }

  /** Sends what waits, oldest first, one at a time. Without a network nothing happens. Who asks while a round is under
      way gets another one after it: what he has just kept may have come too late for the first. */
  visits.send = function () {
    if (!visits.allowed) return Promise.resolve();
    asked = true;
    if (!running) running = rounds();
    return running;
  };

  async function rounds() {
    try {
      while (asked) {
        asked = false;
        await round();
      }
    } finally { running = null; }
  }

  async function round() {
    let wrong = "";
    try {
      await kept.settle();
      const mine = (await kept.visits()).filter((one) => one.owner === person && one.state === "waiting");
      mine.sort((a, b) => (a.happened_at < b.happened_at ? -1 : 1));
      const who = (await ask("/api/csrf", { headers: JSON_ONLY }, RECORD_S)).told;
      clockOff = who.now ? Date.now() - Date.parse(who.now) : 0;
      signedOut = !who.signed_in || who.signed_in.name !== person;
      if (!signedOut) for (const visit of mine) if (!(await sendOne(visit.client_id, who.token))) break;
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "AbortError") wrong = kept.why(error);  // no network: it stays in the queue
    }
    await draw(wrong);
  }

  /** True: go on with the next one. */
  async function sendOne(id, token) {
    const visit = (await kept.visits()).find((one) => one.client_id === id);
    if (!visit || visit.state !== "waiting") return true;
    for (let round = 0; round < 2; round += 1) {
      for (const sha256 of visit.photos.filter((one) => !(visit.acknowledged || []).includes(one))) {
        const { ok, status, told } = await sendPhoto(visit, sha256, token);
        if (!ok || told.sha256 !== sha256) return refuse(Object.assign(visit, { bad_photo: sha256 }), status, told);
        visit.acknowledged = (visit.acknowledged || []).concat(sha256);
        await kept.putVisit(visit);
      }
      const { ok, status, told } = await ask(visits.url(visit.case_id, "/visits"), {
        method: "POST", body: JSON.stringify(record(visit)),
        headers: Object.assign({ "Content-Type": "application/json", "X-CSRFToken": token, "If-Match": '"' + visit.version + '"' }, JSON_ONLY),
      }, RECORD_S);
      if (ok && told.client_id === visit.client_id && visit.photos.every((one) => told.photos.includes(one))) return done(visit, told);
      if (status === 412 && told.present) { await kept.putVisit(Object.assign(visit, { state: "conflict", present: told.present })); return true; }
      if (!told.missing) return refuse(visit, status, told);
      visit.acknowledged = (visit.acknowledged || []).filter((one) => !told.missing.includes(one));
    }
    return true;
  }

  async function sendPhoto(visit, sha256, token) {
    const photo = await kept.photo(visit, sha256), form = new FormData();
    if (!photo) return { ok: false, status: 400, told: { detail: t("kept.queue.photo_gone"), parameter: "photo" } };
    form.append("sha256", sha256);
    form.append("photo", photo.blob, sha256.slice(0, 12) + ".jpg");
    return ask("/api/visits/photos", { method: "POST", body: form, headers: Object.assign({ "X-CSRFToken": token }, JSON_ONLY) }, PHOTO_S);
  }

  /** The phone's own time goes along, for the server to judge its clock by; once its owner has put the time of the visit
      right by the server's, he need not be able to set the clock as well. */
  const record = (visit) => ({
    client_id: visit.client_id, found: visit.found, text: visit.text, photos: visit.photos, position: visit.position, proposes: visit.proposes,
    track: visit.track || [], site_id: visit.site_id, happened_at: visit.happened_at, sent_at: kept.moment(new Date(Date.now() - (visit.corrected ? clockOff : 0))),
  });

  async function done(visit, told) {
    await kept.dropVisit(visit);
    moved.set(visit.case_id + "@" + visit.version, told.version);
    sent.push(Object.assign(visit, { state: "sent", sent_at: kept.moment(new Date()).slice(11, 16) }));
    for (const other of await kept.visits()) {  // my own visit is no news to my next one
      if (other.case_id === visit.case_id && other.version === visit.version) await kept.putVisit(Object.assign(other, { version: told.version }));
    }
    for (const area of await kept.areas().catch(() => [])) {
      const same = area.cases.filter((row) => row.case_id === visit.case_id && row.case_version === visit.version);
      for (const row of same) row.case_version = told.version;
      if (same.length) await kept.putArea(area).catch(() => null);  // a full phone: the older version leads to a question, to no loss
    }
    return true;
  }

  /** What the server will not take as it is waits for the writer's hand; a tired server or a login is waited for. */
  async function refuse(visit, status, told) {
    if (status >= 500 || [401, 403, 408, 429].includes(status)) {
      await kept.putVisit(Object.assign(visit, { reason: told.detail || null }));
      return false;
    }
    const off = told.parameter === "sent_at" && told.now && !visit.corrected ? Date.now() - Date.parse(told.now) : 0;
    const right = off ? kept.moment(new Date(Date.parse(visit.happened_at) - off)) : null;
    await kept.putVisit(Object.assign(visit, { state: "refused", reason: told.detail || String(status), parameter: told.parameter || null, right_time: right }));
    return true;
  }

  /* ---- the list ---- */

  let rows = new Map();  // what a row tells -> the row: one that has nothing new keeps what is typed in it, and a click

  async function draw(wrong) {
    await wm.ready;
    const all = await kept.visits().catch((error) => { wrong = wrong || kept.why(error); return []; });
    const mine = all.filter((one) => one.owner === person), others = all.length - mine.length;
    byId("queue").hidden = !(mine.length || others || sent.length || wrong);
    byId("queue-title").textContent = t("kept.queue.title", { n: mine.length });
    const before = rows, told = (visit) => JSON.stringify([visit, kept.isLoose(visit), navigator.onLine]);
    rows = new Map(mine.concat(sent).map((visit) => [told(visit), before.get(told(visit)) || item(visit)]));
    wm.fill(byId("queue-list"), [...rows.values()]);
    byId("queue-send").hidden = !mine.some((one) => one.state === "waiting");
    byId("queue-others").textContent = others ? t("kept.queue.of_other", { n: others }) : "";
    const login = signedOut && mine.length ? el("a", { href: "/login?next=/nearby" }, t("kept.queue.login")) : "";
    byId("queue-wrong").replaceChildren(wrong || login);
  }

  function item(visit) {
    const change = (more) => kept.putVisit(Object.assign(visit, { state: "waiting", reason: null, parameter: null }, more)).then(visits.send);
    const said = {
      waiting: visit.reason || t("kept.queue.waiting") + (navigator.onLine ? "" : "。" + t("kept.no_network")), sent: t("kept.queue.sent", { time: visit.sent_at }),
      conflict: t("kept.queue.conflict"), refused: t("kept.queue.refused", { reason: visit.reason }),
    }[visit.state];
    return el("li", { class: "queued " + visit.state },
      el("strong", {}, visit.name), el("span", {}, t("visits.found." + visit.found)), el("span", { class: "muted" }, visit.happened_at.slice(0, 16).replace("T", " ")),
      visit.photos.length > 0 && el("span", { class: "muted" }, t("kept.queue.photos", { n: visit.photos.length })),
      (visit.track || []).length > 0 && el("span", { class: "muted" }, t("kept.queue.track", { n: visit.track.length })),
      el("p", { class: visit.state === "refused" || visit.state === "conflict" ? "alarm" : "muted" }, said),
      kept.isLoose(visit) && el("p", { class: "alarm" }, t("kept.queue.loose")),
      visit.state === "conflict" && sides(visit),
      (visit.state === "refused" || visit.state === "conflict") && ways(visit, change));
  }

  /** What can be done with a visit that the server did not take. */
  function ways(visit, change) {
    const button = (key, act, main) => el("button", { type: "button", class: main ? "primary" : null, onclick: act }, t(key));
    const drop = el("button", { type: "button", onclick: (event) => {
      if (event.target.dataset.sure) return kept.dropVisit(visit).then(() => draw(""));
      event.target.dataset.sure = "1";
      event.target.textContent = t("kept.queue.drop_sure");
      return null;
    } }, t("kept.queue.drop"));
    const timed = ["happened_at", "sent_at"].includes(visit.parameter);
    const when = timed && el("input", { type: "datetime-local", value: (visit.right_time || visit.happened_at).slice(0, 16) });
    const time = () => (isNaN(new Date(when.value)) || when.value === visit.happened_at.slice(0, 16) ? {} : { happened_at: kept.moment(new Date(when.value)), corrected: true });
    const send = visit.present ? button("kept.queue.send_anyway", () => change({ version: visit.present.version, present: null }), true)
      : button("kept.queue.send", () => change(timed ? time() : {}), true);
    const better = {
      photo: () => button("kept.queue.without_photo", () => change({ photos: visit.photos.filter((one) => one !== visit.bad_photo) }), true),
      position: () => button("kept.queue.without_position", () => change({ position: null }), true),
      track: () => button("kept.queue.without_track", () => change({ track: [] }), true),
    }[visit.present ? "" : visit.parameter];
    return el("div", {},
      timed && el("label", {}, t(visit.right_time ? "kept.queue.time_by_server" : "kept.queue.time_wrong"), when),
      el("p", { class: "ways" }, better ? better() : send, drop));
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
    document.addEventListener("visibilitychange", () => { if (!document.hidden) visits.send(); });
    visits.send();
  }
})(window.wm);
