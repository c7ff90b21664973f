/* Visits on the phone: the form on a card. A visit is written into the phone first; queue.js sends it. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, kept = wm.kept, visits = wm.visits;
  const MOST_PHOTOS = 12, MOST_MB = 25, FOUND = ["closed", "rebounded", "in_progress", "not_found"];
  const person = wm.byId("content").dataset.person;
  let shown = null;

  /** The button on a card; null for who may not visit. */
  visits.button = function (row) {
    if (!visits.allowed) return null;
    return el("button", { type: "button", class: "visit-open", onclick: (event) => open(row, event.target.closest("li")) }, t("kept.visit.open"));
  };

  function open(row, card) {
    if (shown && shown.dataset.fid !== String(row.fid) && begun(shown)) {  // what is being written is not thrown away
      shown.querySelector(".wrong").textContent = t("kept.visit.begun");
      shown.scrollIntoView({ block: "center" });
      return;
    }
    if (shown) { shown.track.stop(); shown.remove(); }
    const fix = { at: null }, form = el("form", { class: "visit-form", "data-fid": row.fid });
    const where = el("span", { class: "muted" }), track = wm.tracks.recorder("track/" + person + "/" + row.fid);
    const place = (found) => {
      const fits = found && wm.geodesic.inChina(found.lon, found.lat), at = found && { lon: found.lon.toFixed(5), lat: found.lat.toFixed(5), doubt: wm.distance(found.accuracy_m) };
      fix.at = fits ? found : null;
      where.textContent = t("kept.visit.position_" + (fits ? "ok" : found ? "bad" : "none"), at);
    };
    const ask = () => navigator.geolocation && navigator.geolocation.getCurrentPosition(
      (one) => place({ lon: one.coords.longitude, lat: one.coords.latitude, accuracy_m: Math.round(one.coords.accuracy), at: kept.moment(new Date()) }),
      () => place(fix.at), { enableHighAccuracy: true, timeout: 20000, maximumAge: 10000 });
    form.append(
      el("h4", {}, t("kept.visit.title", { name: row.name || row.case_id })),
      el("fieldset", { class: "found" }, el("legend", {}, t("kept.visit.found")), ...FOUND.map((one) => el("label", {},
        el("input", { type: "radio", name: "found", value: one, required: true }), el("span", {}, t("visits.found." + one))))),
      el("label", {}, t("kept.visit.text"), el("textarea", { name: "text", rows: 3, maxlength: 4000 })),
      el("label", {}, t("kept.visit.photos", { limit: MOST_PHOTOS }), el("input", { type: "file", name: "photos", accept: "image/jpeg,image/png,image/webp,image/heic,image/heif", multiple: true, "data-choose": t("kept.visit.choose_photos"), "data-none": t("kept.visit.no_photos") }), el("small", { class: "muted" }, t("kept.visit.photo_note"))),
      el("label", {}, t("kept.visit.proposes"), el("select", { name: "proposes" }, el("option", { value: "" }, t("kept.visit.propose_nothing")),
        ...wm.statuses().filter((one) => one !== "unknown").map((one) => el("option", { value: one }, wm.status(one))))),
      el("label", {}, t("kept.visit.time"), el("input", { type: "datetime-local", name: "time", value: kept.moment(new Date()).slice(0, 16) })),
      el("p", { class: "fix" }, el("span", {}, t("kept.visit.position")), where, el("button", { type: "button", onclick: ask }, t("kept.visit.position_get"))),
      track.element,
      el("p", { class: "wrong alarm", role: "alert" }),
      el("p", { class: "ways" }, el("button", { class: "primary" }, t("kept.visit.save")), el("button", { type: "button", onclick: () => close() }, t("kept.visit.cancel"))));
    form.addEventListener("submit", (event) => { event.preventDefault(); save(row, form, fix.at, track.points()).catch((error) => { form.querySelector(".wrong").textContent = kept.why(error); }); });
    const spot = wm.nearbySpot && wm.nearbySpot();
    place(spot && spot.how === "by_phone" ? { lon: spot.lon, lat: spot.lat, accuracy_m: Math.round(spot.accuracy), at: kept.moment(new Date()) } : null);
    draft(row, form);
    form.track = track;
    wm.dressFiles(form);
    card.append(form);
    shown = form;
    form.querySelector("input").focus();
  }

  const begun = (form) => Boolean(form.track.points().length || form.elements.found.value || form.elements.text.value || form.elements.photos.files.length);

  function close() {
    if (shown) { sessionStorage.removeItem(shown.dataset.draft); shown.track.forget(); shown.remove(); }
    shown = null;
  }

  /** The list was made anew: the form goes back to its card, or above the list where the card is gone. */
  visits.reattach = function () {
    if (!shown) return;
    const card = document.querySelector('.near-card[data-fid="' + shown.dataset.fid + '"]');
    if (card) card.append(shown);
    else wm.byId("answer").prepend(shown);
  };

  /** The words survive a page that the phone throws out while its camera is open. */
  function draft(row, form) {
    const name = "draft/" + person + "/" + row.fid, fields = form.elements, told = JSON.parse(sessionStorage.getItem(name) || "{}");
    form.dataset.draft = name;
    for (const key of ["found", "text", "proposes", "time"]) if (told[key]) fields[key].value = told[key];
    form.addEventListener("input", () => {
      const words = { found: fields.found.value, text: fields.text.value, proposes: fields.proposes.value, time: fields.time.value };
      try { sessionStorage.setItem(name, JSON.stringify(words)); } catch (error) { /* a full phone keeps no draft */ }
    });
  }

  async function save(row, form, position, track) {
    const fields = form.elements, files = Array.from(fields.photos.files);
    if (!fields.found.value) throw new Error(t("kept.visit.need_found"));
    if (files.length > MOST_PHOTOS) throw new Error(t("kept.visit.too_many_photos", { limit: MOST_PHOTOS }));
    const large = files.find((one) => one.size > MOST_MB * 1048576);
    if (large) throw new Error(t("kept.visit.photo_too_large", { name: large.name, limit: MOST_MB }));
    const button = form.querySelector("button.primary");
    button.disabled = true;
    try {
      const photos = [];
      for (const file of files) {
        const bytes = await file.arrayBuffer(), sha256 = await kept.hash(bytes);
        if (!photos.some((one) => one.sha256 === sha256)) photos.push({ sha256: sha256, blob: new Blob([bytes], { type: file.type }) });
      }
      const when = fields.time.value ? new Date(fields.time.value) : new Date();
      const visit = {
        client_id: kept.uuid(), owner: person, case_id: row.case_id, site_id: row.site_id || null, name: row.name || wm.headline(row.problem),
        found: fields.found.value, text: fields.text.value.trim(), proposes: fields.proposes.value || null, photos: photos.map((one) => one.sha256),
        position: position, track: track, happened_at: kept.moment(isNaN(when) ? new Date() : when), state: "waiting",
        version: visits.since(row.case_id, row.case_version || row.version), seen: { status: row.case_status, deadline: row.deadline },
      };
      await kept.addVisit(visit, photos).catch(() => kept.holdVisit(visit, photos));  // a full phone may still send
      close();
    } finally { button.disabled = false; }
    await visits.send();
  }
})(window.wm);
