/* The way that is walked on a visit. One position every quarter of a minute, every minute while one stands still: that
   spares the battery. Recording ends by the button, with the form, or after four hours; it never runs unseen. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, kept = wm.kept;
  const MOST = 400, ROUGH_M = 100, HOURS = 4, STILL = 8;  // so many pulses without a step: one stands still
  const tracks = (wm.tracks = { pulse: 15000, still: 60000 });

  /** A recorder for a form: its element, `points()`, `stop()`. `name`: where the points survive a page thrown out. */
  tracks.recorder = function (name) {
    let points = JSON.parse(sessionStorage.getItem(name) || "[]"), timer = null, began = 0, quiet = 0, trouble = "";
    const said = el("span", { class: "muted", role: "status" }), button = el("button", { type: "button", onclick: () => (timer === null ? start() : stop()) });
    const box = el("fieldset", { class: "track" }, el("legend", {}, t("kept.track.title")), el("small", { class: "muted" }, t("kept.track.note", { hours: HOURS })), el("p", { class: "fix" }, said, button));

    function show() {
      const told = points.length ? t("kept.track.points", { n: points.length, length: wm.distance(length(points)) }) : t("kept.track.none");
      said.textContent = (timer === null ? told : t("kept.track.running") + " " + told) + (trouble ? " " + trouble : "");
      button.textContent = t(timer === null ? (points.length ? "kept.track.go_on" : "kept.track.start") : "kept.track.stop");
      box.classList.toggle("running", timer !== null);
    }

    function start() {
      if (!navigator.geolocation) { trouble = t("nearby.position.none"); return show(); }
      began = Date.now();
      quiet = 0;
      timer = 0;
      pulse();
      return show();
    }

    function stop() {
      clearTimeout(timer);
      timer = null;
      show();
    }

    function pulse() {
      navigator.geolocation.getCurrentPosition(
        (one) => { if (timer !== null) { trouble = ""; take(one.coords); next(); } },
        (error) => { if (timer !== null) { trouble = t("nearby.position." + (["", "refused", "unavailable", "slow"][error.code] || "unavailable")); if (error.code === 1) stop(); else next(); } },
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 5000 });
    }

    function next() {
      if (Date.now() - began > HOURS * 36e5) { trouble = t("kept.track.ended", { hours: HOURS }); return stop(); }
      timer = setTimeout(pulse, quiet >= STILL ? tracks.still : tracks.pulse);
      return show();
    }

    function take(at) {
      const point = { lon: at.longitude, lat: at.latitude, accuracy_m: Math.round(at.accuracy), at: kept.moment(new Date()) }, last = points[points.length - 1];
      if (!wm.geodesic.inChina(point.lon, point.lat) || point.accuracy_m > ROUGH_M) { trouble = t("kept.track.rough", { doubt: wm.distance(point.accuracy_m) }); return; }
      if (last && meters(last, point) < Math.max(8, point.accuracy_m / 2)) { quiet += 1; return; }
      quiet = 0;
      if (last && point.at < last.at) point.at = last.at;  // a clock that was set back
      points.push(point);
      for (let tolerance = 3; points.length > MOST; tolerance *= 2) points = thinned(points, tolerance);
      try { sessionStorage.setItem(name, JSON.stringify(points)); } catch (error) { /* a full phone keeps no draft */ }
    }

    show();
    return { element: box, points: () => points, stop: stop, forget: () => { stop(); sessionStorage.removeItem(name); } };
  };

  const meters = (a, b) => wm.geodesic.inverse([a.lon, a.lat], [b.lon, b.lat]).distance;
  const length = (points) => points.slice(1).reduce((sum, point, index) => sum + meters(points[index], point), 0);

  /** The points that a line needs so as to be nowhere off by more than so many metres (Douglas and Peucker). */
  function thinned(points, tolerance) {
    const east = Math.cos((points[0].lat * Math.PI) / 180) * 111320, flat = points.map((one) => [one.lon * east, one.lat * 110570]);
    const stays = new Set([0, points.length - 1]), waiting = [[0, points.length - 1]];
    while (waiting.length) {
      const [a, b] = waiting.pop();
      let worst = tolerance, at = -1;
      for (let i = a + 1; i < b; i += 1) { const off = away(flat[i], flat[a], flat[b]); if (off > worst) { worst = off; at = i; } }
      if (at > 0) { stays.add(at); waiting.push([a, at], [at, b]); }
    }
    return points.filter((one, index) => stays.has(index));
  }

  function away(p, a, b) {
    const dx = b[0] - a[0], dy = b[1] - a[1], size = dx * dx + dy * dy;
    const share = size ? Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / size)) : 0;
    return Math.hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy);
  }

  tracks.thinned = thinned;
})(window.wm);
