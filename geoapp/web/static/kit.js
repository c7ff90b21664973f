/* The kit of the map page: elements, texts, symbols, requests. Plain script, no build step; everything hangs on `wm`.
   Data only ever becomes text nodes and attributes, never HTML. */
window.wm = window.wm || {};
(function (wm) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  /* ---- elements ---- */

  /** An HTML element. `on...` attributes are listeners, `class` and ARIA names are written as in HTML. */
  wm.el = function (name, attributes, ...children) {
    return build(document.createElement(name), attributes, children);
  };

  wm.svg = function (name, attributes, ...children) {
    return build(document.createElementNS(SVG, name), attributes, children);
  };

  function build(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : String(value));
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  }

  wm.byId = (id) => document.getElementById(id);

  /** Gives a box these children. What stands right is not touched: an element that is taken out and put back while the
      mouse is down on it loses the click, and the focus with it. */
  wm.fill = function (box, elements) {
    const wanted = new Set(elements);
    for (const old of [...box.childNodes]) if (!wanted.has(old)) old.remove();
    let here = box.firstChild;
    for (const element of elements) {
      if (element === here) here = here.nextSibling;
      else box.insertBefore(element, here);
    }
  };

  /** Only our own http(s) or rooted addresses become links; anything else (javascript:, data:) stays text. */
  wm.link = function (href, ...children) {
    const safe = /^(\/(?!\/)|https?:\/\/)/.test(href || "");
    return safe ? wm.el("a", { href: href }, ...children) : wm.el("span", {}, ...children);
  };

  /* ---- texts and palette: given by the map's script where a page has first.js, else fetched, once ---- */

  let texts = {};
  wm.palette = null;

  wm.ready = ((wm.early && wm.early.given) || fetched()).then(([catalogue, palette]) => { texts = catalogue; wm.palette = palette; });

  function fetched() {
    const language = document.documentElement.lang.split("-")[0] || "zh";
    return Promise.all(["/texts/" + language + ".json", "/palette.json"].map(async (url) => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.url + " " + answer.status);
      return answer.json();
    }));
  }

  /** The catalogue's entry with {name} filled in. A key that is missing shows itself: a test holds that none is. */
  wm.t = function (key, values) {
    const entry = texts[key];
    if (entry === undefined) return key;
    return entry.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  };

  wm.has = (key) => key in texts;

  /* ---- numbers and words ---- */

  /** 12345 -> 12,345. (Intl would do it too, at the price of 20 ms before the first symbol.) */
  wm.number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

  /** A short figure for a small circle: 1234 -> 1234, 12345 -> 1.2万. */
  wm.short = function (n) {
    const unit = Number(wm.t("map.unit.wan_is"));  // 万 in Chinese, k in English
    return n < 10000 ? String(n) : (n / unit).toFixed(n < 10 * unit ? 1 : 0) + wm.t("map.unit.wan");
  };

  /** Metres as a person says them. */
  wm.distance = function (metres) {
    if (metres < 1000) return wm.t("map.unit.metres", { n: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 });
    const kilometres = metres / 1000;
    return wm.t("map.unit.kilometres", { n: kilometres < 10 ? Number(kilometres.toFixed(1)) : Math.round(kilometres) });
  };

  wm.label = (group, value) => (wm.has(group + "." + value) ? wm.t(group + "." + value) : value);
  /** A problem's number as the notice writes it; a bare number gets the word before it. */
  wm.caseNumber = (no) => (/^\d+$/.test(no) ? wm.t("map.list.case_no", { no: no }) : no);
  /** The title of a case: the first sentence of its problem, cut at a pause (geoapp/model/headline.py does the same). */
  wm.headline = function (problem) {
    const limit = 32, letters = Array.from((problem || "").trim().split(/[。；;！!？?\n]/)[0].trim());
    if (letters.length <= limit) return letters.join("");
    let end = limit - 1;
    while (end >= limit / 2 && !"，,、：:".includes(letters[end])) end -= 1;
    return letters.slice(0, end >= limit / 2 ? end : limit - 1).join("") + "…";
  };
  wm.status = (value) => wm.label("status", value);

  /** Status values in the order of legend and rings. */
  wm.statuses = () => Object.keys(wm.palette.status);

  /* ---- symbols: one table of shapes for map, legend, list and panel ---- */

  /** The symbol of a status, `size` px wide; `flag` (overdue, lapsed) adds its badge. */
  wm.symbol = function (status, size, flag) {
    const style = wm.palette.status[status] || wm.palette.status.unknown;
    const badge = flag && wm.svg("g", { transform: "translate(8 -8) scale(.62)" }, glyph(wm.palette.flag[flag], 4));
    return wm.svg(
      "svg",
      { viewBox: "-14 -14 28 28", width: size, height: size, class: "symbol", "aria-hidden": "true", focusable: "false" },
      glyph(style, 5), badge
    );
  };

  wm.flagSymbol = function (flag, size) {
    const box = { viewBox: "-14 -14 28 28", width: size, height: size, class: "symbol", "aria-hidden": "true" };
    return wm.svg("svg", box, glyph(wm.palette.flag[flag], 3));
  };

  /** Shape with a paper-white halo, so that it stands off any ground. */
  function glyph(style, halo) {
    const d = wm.palette.shape[style.shape];
    const hollow = style.fill === "#ffffff";
    const mark = style.mark && wm.svg("path", {
      d: wm.palette.mark[style.mark], fill: "none", stroke: "#fff", "stroke-width": 2.6,
      "stroke-linecap": "round", "stroke-linejoin": "round",
    });
    return wm.svg(
      "g", {},
      wm.svg("path", { d: d, fill: "#fff", stroke: "#fff", "stroke-width": halo, "stroke-linejoin": "round" }),
      wm.svg("path", {
        d: d, fill: style.fill, "fill-rule": "evenodd", stroke: style.stroke,
        "stroke-width": hollow ? 3 : 1.5, "stroke-linejoin": "round",
      }),
      mark
    );
  }

  /** A ring of the status mix with the count inside; what is overdue adds a red badge. One element whose background is
      the ring: drawn as shapes, the rings of a full map were most of what its first picture cost. */
  wm.ring = function (symbol) {
    const ring = wm.el("span", { class: "ring" + (symbol.overdue > 0 ? " overdue" : ""), "aria-hidden": "true" }, wm.short(symbol.count));
    ring.style.backgroundImage = "radial-gradient(closest-side, " + wm.palette.surface.card + " 65%, transparent 68%), conic-gradient(" + arcs(symbol.mix) + ")";
    return ring;
  };

  /** The mix as colour stops of a turn: each status its arc, with a paper-white gap to the next. */
  function arcs(mix) {
    const total = Object.values(mix).reduce((sum, n) => sum + n, 0) || 1;
    const parts = wm.statuses().filter((status) => mix[status]);
    const paper = wm.palette.surface.card;
    let at = 0;
    return parts.map((status) => {
      const from = at, to = (at += (mix[status] / total) * 360);
      const gap = parts.length > 1 ? Math.min(2.2, (to - from) / 4) : 0;
      const style = wm.palette.status[status];
      const colour = style.fill === "#ffffff" ? style.stroke + "59" : style.fill;
      return `${paper} ${from.toFixed(1)}deg, ${colour} ${(from + gap).toFixed(1)}deg ${(to - gap).toFixed(1)}deg, ${paper} ${to.toFixed(1)}deg`;
    }).join(", ");
  }

  /* ---- requests ---- */

  /** A question asked again and again: a newer one aborts the older, whose answer is never used. `asked`: the answer's
      promise where it has been asked for already. Resolves to null when overtaken; rejects with a sentence for the reader. */
  wm.asker = function () {
    let running = null;
    async function ask(url, asked) {
      if (running) running.abort();
      const mine = (running = new AbortController());
      try {
        const answer = await (asked || fetch(url, { signal: mine.signal, headers: { Accept: "application/json" } }));
        const body = asked ? answer.body : await answer.json().catch(() => null);
        if (mine !== running) return null;
        if (answer.ok && body) return body;
        const problem = new Error((body && body.detail) || wm.t("map.error.answer", { status: answer.status }));
        problem.refused = answer.status === 400;  // asking again would not help: the filter itself is wrong
        throw problem;
      } catch (error) {
        if (mine !== running || error.name === "AbortError") return null;
        throw error instanceof TypeError ? new Error(wm.t("map.error.offline")) : error;
      }
    }
    ask.cancel = () => { if (running) running.abort(); running = null; };
    return ask;
  };

  const failed = new Set();  // what the sentence that is shown was said of

  /** Tell the reader what went wrong and what to do; `again` repeats what failed. What several requests have met is said
      once, and its button repeats them all: a bar that is made anew under a finger loses the click. */
  wm.complain = function (error, again) {
    const bar = wm.byId("trouble"), told = bar.firstElementChild;
    const same = !bar.hidden && told && told.textContent === error.message && Boolean(failed.size) === Boolean(again);
    if (!same) failed.clear();
    if (again) failed.add(again);
    if (same) return;
    const button = (text, act) => wm.el("button", { type: "button", onclick: () => { bar.hidden = true; act(); } }, text);
    const repeat = () => [...failed].forEach((act) => act());
    const way = error.refused ? [button(wm.t("map.filter.clear"), wm.state.clear)] : again ? [button(wm.t("map.error.retry"), repeat)] : [];
    bar.replaceChildren(wm.el("span", {}, error.message), ...way, button(wm.t("map.close"), () => null));
    bar.hidden = false;
  };

})(window.wm);
